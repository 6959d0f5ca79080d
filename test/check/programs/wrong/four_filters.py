# exercise: wildcards
# fails: filters
from lab import BUILDING, listen

PLACES = ["+/+/+/TEMP", "P_2/O/+/VIBR", "P_7/S/4/+", "P_1/N/1/HUM"]
listen([f"{BUILDING}/{place}" for place in PLACES], print)
