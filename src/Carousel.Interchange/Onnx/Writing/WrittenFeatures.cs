using Carousel.Interchange.Onnx.Protocol;
using Carousel.Kernels;
using Carousel.Networks;
using Google.Protobuf;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// Fixed features of series as nodes: every sum and product is rounded as in the kernels, in their order, so that no
/// comparison with a bias or with another kernel comes out differently.
/// </summary>
/// <param name="nodes">Where they are drawn.</param>
/// <param name="features">The features.</param>
/// <param name="channels">C.</param>
internal sealed partial class WrittenFeatures(FeatureNodes nodes, FixedFeatures features, int channels)
{
    private const int Forms = 2, Poolings = 4, LongestSeries = 1 << 20;

    // Below every value of a kernel less a bias, and above every value of a series.
    private const float Lowest = -1e30f, Highest = 3e38f;

    private readonly OnnxDrawing _drawing = nodes.Drawing;

    /// <summary>Zeros before and after a series.</summary>
    private readonly int _padding =
        NineWeights.Padding(Math.Max(features.Pooled.Max(p => p.Dilation), features.Competing.Max()));

    private string _places = "";

    /// <summary>How many features there are.</summary>
    public int Count => (features.Biases.Length * Poolings)
        + (features.CompetingChannels.Length * 2 * CompetingKernels.Kernels)
        + (IntervalForms * channels * features.Intervals.Sum(i => i.Quantiles));

    /// <summary>The features of series.</summary>
    /// <param name="series">[time, batch, C].</param>
    /// <param name="lengths">[1, batch]: whole numbers.</param>
    /// <returns>[batch, <see cref="Count"/>].</returns>
    public string Of(string series, string lengths)
    {
        // Time and batch come last, so that channels and kernels are picked as whole blocks.
        string turned = nodes.Turn(series, 2, 0, 1), count = nodes.Pick(0, nodes.Node("Shape", series), [0]);
        string range = nodes.Range(nodes.Node("Squeeze", count));
        _places = nodes.Shape(nodes.Singles(range), -1, 1);
        string steps = nodes.Singles(lengths);
        string values = nodes.Choose(nodes.Node("Less", _places, steps), turned, 0);
        (string Values, string Steps) changes = Changes(values, steps), twice = Changes(changes.Values, changes.Steps);
        (string Padded, string Steps)[] forms =
            [(Padded(values), steps), (Padded(changes.Values), changes.Steps)];
        string[] pooled = [.. Pooled(
            nodes.Join(2, forms[0].Padded, forms[1].Padded), nodes.Join(1, steps, changes.Steps))];
        return nodes.Join(
            1,
            [
                nodes.Shape(nodes.Turn(nodes.Join(2, pooled), 1, 0, 2), 0, -1),
                .. forms.SelectMany((form, f) => Competing(f, form.Padded, form.Steps)),
                Intervals([values, changes.Values, twice.Values], [steps, changes.Steps, twice.Steps], range, count),
            ]);
    }

    /// <summary>Changes from step to step, and how many there are: of one step one, which is 0.</summary>
    private (string Values, string Steps) Changes(string values, string steps)
    {
        string next = nodes.Node(
            "Slice", nodes.Node("Pad", values, _drawing.Integers(0, 0, 0, 0, 1, 0)), _drawing.Integers(1),
            _drawing.Integers(int.MaxValue), _drawing.Integers(1));
        string left = nodes.Node("Sub", steps, nodes.Number(1));
        return (
            nodes.Choose(nodes.Node("Less", _places, left), nodes.Node("Sub", next, values), 0),
            nodes.Node("Max", left, nodes.Number(1)));
    }

    /// <summary>[C + 1, padding + time + padding, batch]: the last channel is 0, for kernels that read fewer channels
    /// than others; without it where there is only one.</summary>
    private string Padded(string values) => nodes.Node(
        "Pad", values, _drawing.Integers(0, _padding, 0, channels == 1 ? 0 : 1, _padding, 0));

    /// <summary>The channels that kernels read, added up in their order: [kernels, steps, batch]; the only channel for
    /// all kernels where there is one.</summary>
    private string Rows(string padded, int[][] read) => channels == 1 ? padded : nodes.Chain(
        "Add",
        Enumerable.Range(0, read.Max(c => c.Length))
            .Select(s => nodes.Pick(0, padded, read.Select(c => s < c.Length ? c[s] : channels))));

    /// <summary>The values under each of the nine weights: [kernels, time, batch].</summary>
    private string[] Shifts(string rows, int dilation) =>
    [
        .. Enumerable.Range(0, NineWeights.Length).Select(place =>
        {
            int from = _padding + (place * dilation) - NineWeights.Padding(dilation), rest = (2 * _padding) - from;
            return nodes.Node(
                "Slice", rows, _drawing.Integers(from), _drawing.Integers(rest == 0 ? int.MaxValue : -rest),
                _drawing.Integers(1));
        }),
    ];

    /// <summary>The four poolings of each bias, by dilation; both forms are adjacent.</summary>
    /// <param name="padded">[C + 1, padding + time + padding, 2 · batch].</param>
    /// <param name="steps">[1, 2 · batch].</param>
    private IEnumerable<string> Pooled(string padded, string steps)
    {
        int first = 0, half = features.Biases.Length / Forms;
        for (int d = 0; d < features.Pooled.Length; d++)
        {
            (int dilation, int count) = features.Pooled[d];
            (int parity, int bias) = (d, first);
            string[] shifts = Shifts(
                Rows(padded, features.PooledChannels[(d * NineWeights.Kernels)..((d + 1) * NineWeights.Kernels)]),
                dilation);
            string all = nodes.Join(0, shifts);
            string Chosen(Func<(int A, int B, int C), int> place) => nodes.Pick(
                0, all,
                NineWeights.Places.Select((p, k) => channels == 1 ? place(p) : (place(p) * NineWeights.Kernels) + k));
            string twos = nodes.Chain("Add", [Chosen(p => p.A), Chosen(p => p.B), Chosen(p => p.C)]);
            string values = nodes.Node(
                "Sub", nodes.Node("Mul", twos, nodes.Number(3)), nodes.Chain("Add", shifts));

            // Every other kernel stays inside the series if it fits.
            int end = NineWeights.Padding(dilation);
            string fits = nodes.Node("Greater", steps, nodes.Number(2 * end));
            string edge = nodes.Node(
                "Mul", nodes.Singles(fits),
                nodes.Constant(
                    "edges", [NineWeights.Kernels, 1, 1],
                    Enumerable.Range(0, NineWeights.Kernels).Select(k => (parity + k) % 2 == 0 ? 0f : end)));
            string biases = nodes.Constant(
                "biases", [count, NineWeights.Kernels, 1, Forms, 1],
                from i in Enumerable.Range(0, count)
                from k in Enumerable.Range(0, NineWeights.Kernels)
                from form in Enumerable.Range(0, Forms)
                select features.Biases[(form * half) + bias + (k * count) + i]);
            first += count * NineWeights.Kernels;
            yield return Pooled(values, steps, edge, biases);
        }
    }

    /// <summary>The poolings of kernels above biases.</summary>
    /// <param name="values">[kernels, time, 2 · batch].</param>
    /// <param name="steps">[1, 2 · batch].</param>
    /// <param name="edge">[kernels, 1, 2 · batch]: steps at both ends that a kernel does not use.</param>
    /// <param name="biases">[biases, kernels, 1, 2, 1].</param>
    /// <returns>[2, batch, kernels · biases · 4].</returns>
    private string Pooled(string values, string steps, string edge, string biases)
    {
        string inside = nodes.Node(
            "And", nodes.Node("GreaterOrEqual", _places, edge),
            nodes.Node("Less", _places, nodes.Node("Sub", steps, edge)));
        string kept = nodes.Shape(nodes.Choose(inside, values, Lowest), 0, 0, Forms, -1);
        string above = nodes.Node("Relu", nodes.Node("Sub", kept, biases)), mask = nodes.Node("Sign", above);
        string OfForms(string rows) => nodes.Shape(rows, NineWeights.Kernels, Forms, -1);
        string ends = OfForms(edge);
        string length = OfForms(nodes.Node("Sub", steps, nodes.Node("Mul", edge, nodes.Number(2))));
        string count = nodes.Sum(mask, 2), some = nodes.Node("Max", count, nodes.Number(1));
        string places = nodes.Sum(nodes.Node("Mul", mask, nodes.Shape(_places, -1, 1, 1)), 2);
        string place = nodes.Node("Div", nodes.Node("Sub", places, nodes.Node("Mul", count, ends)), some);

        // Without a step above the bias the place is −1.
        string none = nodes.Node("Sub", some, count);
        string pooled = nodes.Stack(
            nodes.Node("Div", count, length), nodes.Node("Div", nodes.Sum(above, 2), some),
            nodes.Node("Div", nodes.Node("Sub", place, none), length),
            nodes.Node("Div", Longest(mask, count), length));
        return nodes.Shape(nodes.Turn(pooled, 3, 4, 2, 1, 0), 0, 0, -1);
    }

    /// <summary>The longest run of ones along time.</summary>
    /// <remarks>A recurrent layer counts: h = max(0, h₋ + 1 − S·(1 − m)) with S above every length. All its sums are
    /// whole numbers that single precision has.</remarks>
    /// <param name="mask">[biases, kernels, time, 2, batch].</param>
    /// <param name="like">[biases, kernels, 2, batch].</param>
    private string Longest(string mask, string like)
    {
        var functions = new AttributeProto { Name = "activations", Type = AttributeProto.Types.AttributeType.Strings };
        functions.Strings.Add(ByteString.CopyFromUtf8("Relu"));
        string runs = _drawing.Node(
            "RNN", "features.runs",
            [
                nodes.Shape(nodes.Turn(mask, 2, 0, 1, 3, 4), 0, -1, 1),
                nodes.Shape(nodes.Number(LongestSeries), 1, 1, 1), nodes.Shape(nodes.Number(1), 1, 1, 1),
                nodes.Shape(_drawing.Numbers("features.bias", [1 - LongestSeries, 0]), 1, 2),
            ],
            functions, OnnxAttributes.Of("hidden_size", 1L));
        return nodes.Node(
            "Reshape", nodes.Node("ReduceMax", OnnxAttributes.Of("axes", [0]), runs), nodes.Node("Shape", like));
    }

    /// <summary>For each group how large its kernels are where they are largest, and how often they are smallest, by
    /// dilation.</summary>
    /// <param name="form">0 for values, 1 for changes.</param>
    /// <param name="padded">[C + 1, padding + time + padding, batch].</param>
    /// <param name="steps">[1, batch].</param>
    private IEnumerable<string> Competing(int form, string padded, string steps)
    {
        int half = features.CompetingChannels.Length / Forms, groups = half / features.Competing.Length;
        for (int d = 0; d < features.Competing.Length; d++)
        {
            int first = (form * half) + (d * groups);
            string rows = Rows(padded, features.CompetingChannels[first..(first + groups)]);
            string Weights(int place) => nodes.Constant(
                "competing", [CompetingKernels.Kernels, groups, 1, 1],
                Enumerable.Range(0, CompetingKernels.Kernels * groups).Select(i => features.CompetingWeights[
                    ((first + (i % groups)) * CompetingKernels.Weights) + (i / groups * NineWeights.Length) + place]));
            yield return Compete(
                steps, [.. Shifts(rows, features.Competing[d]).Select((shift, place) => (shift, Weights(place)))]);
        }
    }

    /// <summary>Groups of eight kernels.</summary>
    /// <param name="steps">[1, batch].</param>
    /// <param name="products">The nine factors of each kernel: [groups, time, batch] and [8, groups, 1, 1].</param>
    /// <returns>[batch, groups · 16].</returns>
    private string Compete(string steps, (string Values, string Weights)[] products)
    {
        // A sum in double precision that is rounded after each product has the bits of the kernels' fused additions:
        // where a series is constant, only they say which kernel is the largest.
        string sums = nodes.Node("Mul", products[0].Values, products[0].Weights);
        foreach ((string values, string weights) in products.Skip(1))
        {
            string product = nodes.Node("Mul", nodes.Doubles(values), nodes.Doubles(weights));
            sums = nodes.Singles(nodes.Node("Add", product, nodes.Doubles(sums)));
        }

        string belongs = nodes.Node("Less", _places, steps);
        string kernels = nodes.Shape(
            _drawing.Integers([.. Enumerable.Range(0, CompetingKernels.Kernels).Select(k => (long)k)]), -1, 1, 1, 1);
        string Wins(string operation) => nodes.Node(
            "Equal",
            nodes.Node(
                OnnxNetworkGraph.Choice, belongs, nodes.Node(operation, OnnxAttributes.Of("axis", 0L), sums),
                _drawing.Integers(-1)),
            kernels);
        string parts = nodes.Stack(
            nodes.Sum(nodes.Choose(Wins("ArgMax"), sums, 0), 2),
            nodes.Sum(nodes.Singles(Wins("ArgMin")), 2));
        string roots = nodes.Node("Sqrt", nodes.Node("Div", nodes.Node("Relu", parts), steps));
        return nodes.Shape(nodes.Turn(roots, 3, 2, 0, 1), 0, -1);
    }
}
