namespace Carousel.Jobs.Reading;

/// <summary>What a column holds in the first rows of a file: numbers, numbers that can't be read, or texts.</summary>
/// <param name="IsNumeric">Half of the cells decide. In a column of numbers a cell that is not a number is then
/// rejected with its place; the column is not skipped.</param>
/// <param name="Refused">The first row whose cell is not a number, if the column is meant to contain numbers but most
/// can't be read; else null.</param>
internal sealed record SampleColumn(bool IsNumeric, CsvLine? Refused)
{
    private const int FewestNumbers = 3;

    /// <summary>Looks at a column.</summary>
    /// <param name="sample">The first rows.</param>
    /// <param name="column">Which column.</param>
    /// <param name="numbers">How numbers are read.</param>
    /// <param name="readsAmounts">Whether numbers with signs of currencies, percents and thousands are read.</param>
    public static SampleColumn Of(
        IReadOnlyList<CsvLine> sample, int column, CellNumbers numbers, bool readsAmounts = false)
    {
        (int filled, int read, int meant, int missing) = (0, 0, 0, 0);
        CsvLine? refused = null;
        foreach (CsvLine row in sample)
        {
            string cell = row.Cells[column];
            if (cell.Length == 0 || numbers.IsAsked(cell))
            {
                continue;
            }

            if (numbers.IsMissing(cell))
            {
                missing++;
                continue;
            }

            filled++;
            if (numbers.TryRead(cell, out _) || (readsAmounts && Amount.Parse(cell) is not null))
            {
                read++;
                continue;
            }

            refused ??= row;
            meant += CellNumbers.IsMeant(cell) ? 1 : 0;
        }

        // If most cells mean a missing value, one or two numbers among remarks do not make a column of numbers.
        bool isNumeric = filled > 0 && 2 * read >= filled && (read >= missing || read >= FewestNumbers);
        int number = read + meant;
        bool isMeant = !isNumeric && number >= (missing == 0 ? 1 : FewestNumbers) && 2 * number >= filled;
        return new SampleColumn(isNumeric, isMeant ? refused : null);
    }

    /// <summary>Whether a column only counts: each number of a series is the one before it and 1, or less 1. A few
    /// rows say nothing.</summary>
    /// <param name="sample">The first rows.</param>
    /// <param name="column">Which column.</param>
    /// <param name="ids">The columns that tell series apart.</param>
    /// <param name="numbers">How numbers are read.</param>
    public static bool IsCounter(IReadOnlyList<CsvLine> sample, int column, int[] ids, CellNumbers numbers)
    {
        const int FewestSteps = 7;
        (int steps, double step) = (0, 0);
        var last = new Dictionary<string, double>();
        foreach (CsvLine row in sample)
        {
            string series = string.Join('\n', ids.Select(id => row.Cells[id]));
            if (!numbers.TryReadExactly(row.Cells[column], out double value) || value != Math.Truncate(value))
            {
                return false;
            }

            if (last.TryGetValue(series, out double before))
            {
                double own = value - before;
                if (Math.Abs(own) != 1 || (steps > 0 && own != step))
                {
                    return false;
                }

                (steps, step) = (steps + 1, own);
            }

            last[series] = value;
        }

        return steps >= FewestSteps;
    }
}
