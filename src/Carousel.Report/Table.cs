namespace Carousel.Report;

/// <summary>Where the text of a column stands.</summary>
internal enum Alignment
{
    /// <summary>At the left: names.</summary>
    Left,

    /// <summary>At the right: numbers with the same count of decimals.</summary>
    Right,

    /// <summary>In the middle: short marks.</summary>
    Center,
}

/// <summary>
/// A table of texts. Numbers arrive formatted, so that they are the same as everywhere else they are printed.
/// </summary>
/// <param name="Columns">The columns; the first one names the rows.</param>
/// <param name="Rows">The rows, each with one cell for each column.</param>
internal sealed record Table(IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows) : Block
{
    /// <summary>One line above the table. Empty for none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>A note below the table, such as the meaning of the highlight. Empty for none.</summary>
    public string Note { get; init; } = "";

    /// <summary>
    /// A table of plain texts. Columns of numbers are aligned right; the first and all others are aligned left.
    /// </summary>
    /// <param name="titles">The headings.</param>
    /// <param name="rows">One text for each column.</param>
    /// <returns>The table, nothing highlighted.</returns>
    public static Table Of(IReadOnlyList<string> titles, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] all = [.. rows];
        return new Table(
            [.. titles.Select((title, c) => new TableColumn(
                title, c > 0 && all.Length > 0 && all.All(r => IsNumber(r[c])) ? Alignment.Right : Alignment.Left))],
            [.. all.Select(r => TableRow.Of(r))]);
    }

    // With thousands, per cent, signs, and the dash for an unknown value.
    private static bool IsNumber(string text) =>
        text.Length > 0
            && text.All(c => char.IsAsciiDigit(c) || " \u00a0.,%–−-+±e".Contains(c));
}

/// <summary>A column of a table.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Alignment">Where the text stands.</param>
internal sealed record TableColumn(string Title, Alignment Alignment = Alignment.Right);

/// <summary>A row of a table.</summary>
/// <param name="Cells">One cell for each column.</param>
/// <param name="IsEmphasized">Whether this is the row that the table is about.</param>
internal sealed record TableRow(IReadOnlyList<TableCell> Cells, bool IsEmphasized = false)
{
    /// <summary>A row of plain texts.</summary>
    /// <param name="texts">One text for each column.</param>
    /// <returns>The row, nothing highlighted.</returns>
    public static TableRow Of(params IReadOnlyList<string> texts)
    {
        return new TableRow([.. texts.Select(text => new TableCell(text))]);
    }
}

/// <summary>A cell of a table.</summary>
/// <param name="Text">The text as the caller formatted it.</param>
/// <param name="IsBest">Whether it is the best of its column and is highlighted.</param>
internal sealed record TableCell(string Text, bool IsBest = false)
{
    /// <summary>Where a press on the text leads on the same page; null for nowhere.</summary>
    public Link? Link { get; init; }
}
