using System.Globalization;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Cells that a spreadsheet takes for a formula, such as the id <c>=1+1</c>: an apostrophe before them makes them text.
/// Numbers are not changed.
/// </summary>
internal static class SpreadsheetCell
{
    /// <summary>Put before a cell that would be a formula.</summary>
    public const char Mark = '\'';

    /// <summary>Whether a cell that begins so may be a formula.</summary>
    /// <param name="first">Its first character.</param>
    public static bool MayBeFormula(char first) => first is '=' or '+' or '-' or '@' or '\t' or '\r';

    /// <summary>Whether a cell is taken for a formula.</summary>
    /// <param name="cell">What the cell holds.</param>
    public static bool IsFormula(ReadOnlySpan<char> cell) =>
        cell.Length > 1 && MayBeFormula(cell[0])
        && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>Says what was done to a table.</summary>
    /// <param name="cells">How many cells were marked.</param>
    /// <param name="file">The table's file.</param>
    public static string Note(int cells, string file) => Invariant.Of(
        $"{file}: an apostrophe precedes {cells:N0} {(cells == 1 ? "cell" : "cells")} that a spreadsheet would take "
        + $"for a formula (=, +, - or @ in front). Remove it to join the table with your own ids.");
}
