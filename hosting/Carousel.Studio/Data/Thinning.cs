using Carousel.Studio.Messages;

namespace Carousel.Studio.Data;

/// <summary>A column reduced to the points that a screen can show: the least and the greatest value of each interval of
/// rows, in their order.</summary>
internal static class Thinning
{
    private const int MostIds = 500;

    /// <summary>Thins columns of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Numbers of the columns.</param>
    /// <param name="points">How many intervals.</param>
    /// <param name="from">The first row, or null.</param>
    /// <param name="to">The row after the last, or null.</param>
    /// <param name="ids">The column that tells series apart, or −1.</param>
    /// <param name="series">Which of them; null for the first.</param>
    public static Plot Of(
        Table table, IReadOnlyList<int> columns, int points, int? from, int? to, int ids, string? series)
    {
        int[] rows = RowsOf(table, ids, series);
        int first = Math.Clamp(from ?? 0, 0, rows.Length), end = Math.Clamp(to ?? rows.Length, first, rows.Length);
        bool hasTimes = table.Times.Count > 0;
        double X(int place) => hasTimes
            ? (table.Times[rows[place]] - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerMillisecond
            : place;
        return new Plot(
            hasTimes ? "time" : "row", first, end, rows.Length,
            [.. columns.Select(c => Of(table.Columns[c], rows, X, points, first, end))],
            ids < 0 ? [] : [.. table.Columns[ids].Cells.Take(MostIds)]);
    }

    private static int[] RowsOf(Table table, int ids, string? series)
    {
        IEnumerable<int> rows = Enumerable.Range(0, table.Starts.Count);
        if (ids >= 0 && table.Columns[ids] is { IsCoded: true } column)
        {
            IReadOnlyList<int> codes = column.Codes;
            int code = series is null ? 0 : Math.Max(0, column.Cells.ToList().IndexOf(series));
            rows = rows.Where(r => codes[r] == code);
        }

        if (table.Times.Count == 0)
        {
            return [.. rows];
        }

        int[] timed = [.. rows.Where(r => table.Times[r] != Table.NoTime)];
        for (int k = 1; k < timed.Length; k++)
        {
            if (table.Times[timed[k]] < table.Times[timed[k - 1]])
            {
                return [.. timed.OrderBy(r => table.Times[r])];
            }
        }

        return timed;
    }

    private static PlotSeries Of(
        TableColumn column, int[] rows, Func<int, double> x, int points, int first, int end)
    {
        var xs = new List<double>();
        var ys = new List<double?>();
        void Add(int place)
        {
            float value = column.IsNumber ? column.Values[rows[place]] : float.NaN;
            xs.Add(x(place));
            ys.Add(float.IsNaN(value) ? null : value);
        }

        int count = end - first;
        if (count <= 2 * points)
        {
            for (int place = first; place < end; place++)
            {
                Add(place);
            }

            return new PlotSeries(column.Name, xs, ys);
        }

        for (int p = 0; p < points; p++)
        {
            int begin = first + (int)((long)count * p / points), stop = first + (int)((long)count * (p + 1) / points);
            (int least, int most) = (-1, -1);
            for (int place = begin; place < stop && column.IsNumber; place++)
            {
                float value = column.Values[rows[place]];
                if (float.IsNaN(value))
                {
                    continue;
                }

                least = least < 0 || value < column.Values[rows[least]] ? place : least;
                most = most < 0 || value > column.Values[rows[most]] ? place : most;
            }

            // An interval without any value is a gap of the line.
            Add(least < 0 ? begin : Math.Min(least, most));
            if (least != most)
            {
                Add(Math.Max(least, most));
            }
        }

        return new PlotSeries(column.Name, xs, ys);
    }
}
