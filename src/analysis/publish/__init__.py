"""Figures and charts → files: pictures, tables, workbooks, summary. Computes no figure."""
