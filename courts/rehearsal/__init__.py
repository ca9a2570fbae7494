"""A rehearsal of the clock: years of a service in minutes, with the scheduler dead for days and people away.

`stage` invents the service, `play` lets the days pass by calling the product's own actions with an explicit
moment, `script` notes what happened in plain terms, and `oracle` says from these notes alone what had to be
told to whom, and compares it with what the product wrote.
"""
