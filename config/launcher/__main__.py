import sys

from config.launcher.cli import main

sys.exit(main(sys.argv[1:]))
