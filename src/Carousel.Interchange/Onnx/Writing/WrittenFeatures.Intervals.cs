namespace Carousel.Interchange.Onnx;

/// <content>Quantiles of intervals.</content>
internal sealed partial class WrittenFeatures
{
    private const int IntervalForms = 3, SmoothedSteps = 5;

    /// <summary>Quantiles of values, of smoothed changes, and of changes of changes.</summary>
    /// <param name="forms">[C, time, batch] each.</param>
    /// <param name="steps">[1, batch] each.</param>
    /// <param name="range">[time]: 0, 1, 2, …</param>
    /// <param name="count">[1]: the size of the axis of time.</param>
    /// <returns>[batch, C · 3 · quantiles].</returns>
    private string Intervals(string[] forms, string[] steps, string range, string count)
    {
        string[] turned = [.. forms.Select(f => nodes.Turn(f, 2, 0, 1))];
        turned[1] = Smoothed(turned[1], nodes.Integers(nodes.Turn(steps[1], 1, 0)), range);
        string values = nodes.Turn(nodes.Stack(turned), 1, 2, 0, 3);
        string lengths = nodes.Node(
            "Unsqueeze", nodes.Doubles(nodes.Turn(nodes.Join(0, steps), 1, 0)), _drawing.Integers(-1));
        string last = nodes.Node("Sub", count, _drawing.Integers(1));

        // Intervals of one level have as many quantiles, and about as many steps.
        string[] levels =
        [
            .. features.Intervals.GroupBy(i => i.Quantiles).Select(level => Quantiles(
                values, lengths, last,
                [.. level.Select(i => (float)i.From)], [.. level.Select(i => (float)i.To)], level.Key)),
        ];
        return nodes.Shape(nodes.Join(3, levels), 0, -1);
    }

    /// <summary>Means of five steps: at the ends the first and the last count again.</summary>
    private string Smoothed(string values, string steps, string range)
    {
        string last = nodes.Node("Sub", steps, _drawing.Integers(1));
        IEnumerable<string> shifted = Enumerable.Range(-(SmoothedSteps / 2), SmoothedSteps).Select(shift =>
        {
            string at = nodes.Node("Min", nodes.Node("Add", range, _drawing.Integers(shift)), last);
            string inside = nodes.Node("Unsqueeze", nodes.Node("Max", at, _drawing.Integers(0)), _drawing.Integers(1));
            return Gathered(values, inside, 2);
        });
        return nodes.Node("Div", nodes.Chain("Add", shifted), nodes.Number(SmoothedSteps));
    }

    /// <summary>The quantiles of some intervals; the mean is subtracted from every second one.</summary>
    /// <param name="values">[batch, C, 3, time].</param>
    /// <param name="lengths">[batch, 3, 1], in double precision.</param>
    /// <param name="last">[1]: the last place of the axis of time.</param>
    /// <param name="from">Where the intervals begin: fractions by powers of two, which single precision has.</param>
    /// <param name="to">Where they end.</param>
    /// <param name="count">Quantiles of an interval.</param>
    /// <returns>[batch, C, 3, intervals · quantiles].</returns>
    private string Quantiles(
        string values, string lengths, string last, float[] from, float[] to, int count)
    {
        string Place(float[] shares) => nodes.Integers(
            nodes.Node("Mul", nodes.Doubles(nodes.Constant("shares", [shares.Length], shares)), lengths));
        string Column(string rows, long axis = -1) => nodes.Node("Unsqueeze", rows, _drawing.Integers(axis));
        string one = _drawing.Integers(1);
        string first = nodes.Node("Min", Place(from), nodes.Node("Sub", nodes.Integers(lengths), one));
        string end = nodes.Node("Max", nodes.Node("Add", first, one), Place(to));
        string sizes = Column(nodes.Node("Sub", end, first));

        // A window as wide as the widest of the intervals, from the beginning of each.
        string widest = nodes.Node("ReduceMax", OnnxAttributes.Of("keepdims", 0L), sizes);
        string range = nodes.Range(widest);
        string places = nodes.Node("Min", nodes.Node("Add", Column(first), range), last);
        string belongs = Column(nodes.Node("Less", range, sizes), 1);
        string windows = nodes.Shape(
            Gathered(values, nodes.Shape(places, 0, 1, IntervalForms, -1), 3), 0, 0, IntervalForms, from.Length, -1);
        string sorted = _drawing.Nodes(
            "TopK", ["features.sorted", "features.order"],
            [nodes.Choose(belongs, windows, Highest), nodes.Shape(widest, 1)],
            OnnxAttributes.Of("largest", 0L))[0];

        string columns = Column(sizes, 1), exact = nodes.Doubles(columns);
        string mean = nodes.Node(
            "Div",
            Column(nodes.Sum(nodes.Doubles(nodes.Choose(belongs, windows, 0)), -1)), exact);
        float[] numbers = count == 1 ? [1] : [.. Enumerable.Range(0, count).Select(q => (float)q)];
        string shares = nodes.Node(
            "Div", nodes.Doubles(nodes.Constant("quantiles", [count], numbers)),
            nodes.Doubles(nodes.Number(count == 1 ? 2 : count - 1)));
        string ends = nodes.Node("Sub", columns, one);
        string place = nodes.Node("Mul", shares, nodes.Doubles(ends)), below = nodes.Integers(place);
        string above = nodes.Node("Min", nodes.Node("Add", below, one), ends);
        string low = nodes.Doubles(Gathered(sorted, below, 4)), high = nodes.Doubles(Gathered(sorted, above, 4));
        string quantiles = nodes.Node(
            "Add", low,
            nodes.Node(
                "Mul", nodes.Node("Sub", place, nodes.Doubles(below)), nodes.Node("Sub", high, low)));
        string less = nodes.Node(
            "Mul", mean,
            nodes.Doubles(nodes.Constant("every_second", [count], Enumerable.Range(0, count).Select(q => q % 2f))));
        return nodes.Shape(
            nodes.Singles(nodes.Node("Sub", quantiles, less)), 0, 0, IntervalForms, (long)from.Length * count);
    }

    /// <summary>Values at places, which are the same for all channels.</summary>
    /// <param name="values">[batch, C, …].</param>
    /// <param name="places">[batch, 1, …].</param>
    /// <param name="axis">The last axis, on which the places are.</param>
    private string Gathered(string values, string places, int axis)
    {
        long[] sizes = [.. Enumerable.Range(0, axis + 1).Select(a => a == 1 ? channels : 1L)];
        return nodes.Node(
            "GatherElements", OnnxAttributes.Of("axis", (long)axis), values,
            nodes.Node("Expand", places, _drawing.Integers(sizes)));
    }
}
