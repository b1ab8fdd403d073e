using System.Globalization;
using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>The axis under a drawing: where its positions stand, and the labels that fit.</summary>
internal sealed class PositionAxis
{
    private const int AllLabels = 8;
    private const int LabelDistance = 2;

    private readonly Axis _axis;
    private readonly int _columns;
    private readonly double _low, _high;

    /// <summary>An axis.</summary>
    /// <param name="axis">The positions.</param>
    /// <param name="columns">Letters that it is wide.</param>
    public PositionAxis(Axis axis, int columns)
    {
        (_axis, _columns) = (axis, columns);
        double[] places = [.. Enumerable.Range(0, axis.Count).Select(axis.PlaceOf).Where(double.IsFinite)];
        (_low, _high) = places.Length == 0 ? (0, 1) : (places.Min(), places.Max());
    }

    /// <summary>The column of dots of a position.</summary>
    public int Dot(int index) => (int)Math.Round(Share(_axis.PlaceOf(index)) * ((_columns * DotCanvas.Across) - 1));

    /// <summary>The column of letters of a position.</summary>
    public int Column(int index) => Dot(index) / DotCanvas.Across;

    /// <summary>The line, its labels, and its name.</summary>
    /// <param name="margin">Letters before the line.</param>
    /// <param name="pen">Colours it.</param>
    public IEnumerable<string> Draw(int margin, Pen pen)
    {
        char[] line = [.. new string('─', _columns)];
        char[] labels = [.. new string(' ', _columns)];
        foreach ((int column, string text) in Chosen())
        {
            int start = Math.Clamp(column - (text.Length / 2), 0, Math.Max(0, _columns - text.Length));
            int end = Math.Min(_columns, start + text.Length);
            bool isFree = labels.AsSpan(
                Math.Max(0, start - LabelDistance),
                Math.Min(_columns, end + LabelDistance) - Math.Max(0, start - LabelDistance)).IndexOfAnyExcept(' ') < 0;
            if (text.Length <= _columns && isFree)
            {
                text.CopyTo(0, labels, start, text.Length);
                line[column] = '┬';
            }
        }

        string before = new(' ', margin + 1);
        yield return pen.Dim($"{before}└{new string(line)}");
        yield return pen.Dim($"{before} {new string(labels)}");
        if (_axis.Name.Length > 0)
        {
            yield return pen.Dim($"{before} {_axis.Name.PadLeft(((_columns + _axis.Name.Length) / 2) + 1)}");
        }
    }

    // Ends first: what overlaps them is left out.
    private IEnumerable<(int Column, string Text)> Chosen()
    {
        int count = _axis.Count;
        if (count == 0)
        {
            return [];
        }

        if (_axis.Kind == AxisKind.Number && count > AllLabels)
        {
            var scale = ChartScale.Of([_low, _high], isLogarithmic: false, AllLabels);
            return scale.Ticks.Where(t => t >= _low && t <= _high)
                .Select(t => ((int)Math.Round(Share(t) * (_columns - 1)), ChartScale.Text(t)));
        }

        int[] places = count <= AllLabels
            ? [.. Enumerable.Range(0, count)]
            : RoundPlaces() ?? [.. Enumerable.Range(0, AllLabels).Select(k => k * (count - 1) / (AllLabels - 1))];
        return places.Order(Comparer<int>.Create((a, b) => IsEnd(b).CompareTo(IsEnd(a))))
            .Select(i => (Column(i), Text(i)));

        bool IsEnd(int index) => index == 0 || index == count - 1;
    }

    // Where the names are whole numbers, the round ones among them; null elsewhere, or where they are too far apart to
    // tell.
    private int[]? RoundPlaces()
    {
        int[] numbers =
        [
            .. Enumerable.Range(0, _axis.Count)
                .Select(
                    i => int.TryParse(_axis.TextAt(i), CultureInfo.InvariantCulture, out int number)
                        ? number
                        : int.MinValue),
        ];
        if (numbers.Contains(int.MinValue))
        {
            return null;
        }

        var ticks = ChartScale.Of([numbers[0], numbers[^1]], isLogarithmic: false, AllLabels).Ticks.ToHashSet();
        int[] round = [.. Enumerable.Range(0, numbers.Length).Where(i => ticks.Contains(numbers[i]))];
        return round.Length > 2 ? round : null;
    }

    private string Text(int index) =>
        _axis.Kind == AxisKind.Number
            && double.TryParse(_axis.TextAt(index), CultureInfo.InvariantCulture, out double number)
            ? ChartScale.Text(number)
            : _axis.TextAt(index);

    private double Share(double place) => _high > _low ? (place - _low) / (_high - _low) : 0.5;
}
