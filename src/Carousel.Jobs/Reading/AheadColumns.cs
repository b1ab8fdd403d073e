namespace Carousel.Jobs.Reading;

/// <summary>
/// Columns without a use that have values in rows whose target is still to come, such as promotions that are planned:
/// the user may have forgotten them.
/// </summary>
/// <param name="layout">The columns of the table.</param>
internal sealed class AheadColumns(CsvLayout layout)
{
    /// <summary>Most other rows must have a value, too.</summary>
    private const double LeastFilled = 0.9;

    private readonly Unused[] _columns =
    [
        .. layout.Free
            .Where(c => layout.IsNumeric(c) || new FlagWords(layout.Sample, c, layout.Numbers).IsMeant)
            .Select(c => new Unused(c)),
    ];

    private long _ahead, _past;

    /// <summary>Takes a row.</summary>
    /// <param name="row">Its cells.</param>
    /// <param name="hasTarget">Whether a target has a value.</param>
    public void Add(CsvLine row, bool hasTarget)
    {
        _ahead += hasTarget ? 0 : 1;
        _past += hasTarget ? 1 : 0;
        foreach (Unused column in _columns)
        {
            string cell = row.Cells[column.Place];
            if (!layout.Numbers.IsMissing(cell))
            {
                column.First ??= cell;
                column.Changes |= column.First != cell;
                column.Ahead += hasTarget ? 0 : 1;
                column.Past += hasTarget ? 1 : 0;
            }
        }
    }

    /// <summary>The options that would use them; null if there are no such columns.</summary>
    public string? Note()
    {
        string[] names =
        [
            .. _columns.Where(c => c.Changes && c.Ahead == _ahead && c.Past >= LeastFilled * _past)
                .Select(c => layout.Header[c.Place]),
        ];
        return _ahead == 0 || names.Length == 0 ? null
            : $"Some columns have values there: pass --known {string.Join(',', names)} to forecast with them.";
    }

    private sealed class Unused(int place)
    {
        public int Place { get; } = place;

        public string? First { get; set; }

        public bool Changes { get; set; }

        public long Ahead { get; set; }

        public long Past { get; set; }
    }
}
