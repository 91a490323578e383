"""The addresses of the pages that only read."""

from django.urls import path

from . import board, files, leaves
from .register import as_file, register

urlpatterns = [
    path("board/", board.watch, name="board"),
    path("board/board.csv", board.spreadsheet, name="board_csv"),
    path("", register, name="register"),
    path("register.csv", as_file, {"kind": "csv"}, name="register_csv"),
    path("register.xlsx", as_file, {"kind": "xlsx"}, name="register_xlsx"),
    path("<int:case>/sheets/<int:letter>/", files.sheet, name="sheet"),
    path("<int:case>/sheets/<int:letter>/pages/", leaves.leaves, name="leaves"),
    path("<int:case>/sheets/<int:letter>/pages/<int:ordinal>/", leaves.leaf, name="leaf"),
    path("<int:case>/copies/<int:ordinal>/", files.copy, name="copy"),
    path("<int:case>/attachments/<int:version>/<int:ordinal>/", files.attachment, name="attachment"),
    path("<int:case>/papers/<int:seq>/<slug:name>/", files.paper, name="paper"),
]
