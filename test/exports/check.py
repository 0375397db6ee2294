"""Reads texts by Lark: check.py FOLDER NAME... takes FOLDER/NAME.lark and FOLDER/NAME.texts, a text in Base64 a line, and
prints for each grammar one line of 1 (accepted) and 0."""
import base64
import os
import sys

from lark import Lark
from lark.exceptions import UnexpectedInput

folder, *names = sys.argv[1:]
for name in names:
    with open(os.path.join(folder, name + '.lark'), encoding='utf-8') as file:
        parser = Lark(file.read())
    verdicts = ''
    with open(os.path.join(folder, name + '.texts'), encoding='ascii') as file:
        for line in file:
            text = base64.b64decode(line).decode('utf-8')
            try:
                parser.parse(text)
                verdicts += '1'
            except UnexpectedInput:
                verdicts += '0'
    print(verdicts)
