"""The demo's window on the courts' mailboxes. The URLs exist only beside the certified-mail sandbox."""
