using Carousel.Interchange.Onnx.Protocol;
using Carousel.Kernels;
using Carousel.Networks;

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
    private const int Forms = 2, Poolings = 4;

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
    /// <param name="lengths">[batch, 1]: whole numbers.</param>
    /// <returns>[batch, <see cref="Count"/>].</returns>
    public string Of(string series, string lengths)
    {
        string count = nodes.Pick(0, nodes.Node("Shape", series), [0]);
        string range = nodes.Range(nodes.Node("Squeeze", count));
        _places = nodes.Shape(nodes.Singles(range), -1, 1, 1);
        string steps = nodes.Singles(lengths);
        string values = nodes.Node("Where", nodes.Node("Less", _places, steps), series, nodes.Number(0));
        (string Values, string Steps) changes = Changes(values, steps), twice = Changes(changes.Values, changes.Steps);
        (string Padded, string Steps)[] forms =
            [(Padded(values), steps), (Padded(changes.Values), changes.Steps)];
        return nodes.Join(
            1,
            [
                .. forms.SelectMany((form, f) => Pooled(f, form.Padded, form.Steps)),
                .. forms.SelectMany((form, f) => Competing(f, form.Padded, form.Steps)),
                Intervals([values, changes.Values, twice.Values], [steps, changes.Steps, twice.Steps], range, count),
            ]);
    }

    /// <summary>Changes from step to step, and how many there are: of one step one, which is 0.</summary>
    private (string Values, string Steps) Changes(string values, string steps)
    {
        string next = nodes.Node(
            "Slice", nodes.Node("Pad", values, _drawing.Integers(0, 0, 0, 1, 0, 0)), _drawing.Integers(1),
            _drawing.Integers(int.MaxValue), _drawing.Integers(0));
        string left = nodes.Node("Sub", steps, nodes.Number(1));
        return (
            nodes.Node(
                "Where", nodes.Node("Less", _places, left), nodes.Node("Sub", next, values), nodes.Number(0)),
            nodes.Node("Max", left, nodes.Number(1)));
    }

    /// <summary>[padding + time + padding, batch, C + 1]: the last channel is 0, for kernels that read fewer channels
    /// than others; without it where there is only one.</summary>
    private string Padded(string values) => nodes.Node(
        "Pad", values, _drawing.Integers(_padding, 0, 0, _padding, 0, channels == 1 ? 0 : 1));

    /// <summary>The channels that kernels read, added up in their order: [steps, batch, kernels]; the only channel for
    /// all kernels where there is one.</summary>
    private string Rows(string padded, int[][] read) => channels == 1 ? padded : nodes.Chain(
        "Add",
        Enumerable.Range(0, read.Max(c => c.Length))
            .Select(s => nodes.Pick(2, padded, read.Select(c => s < c.Length ? c[s] : channels))));

    /// <summary>The values under each of the nine weights: [time, batch, kernels].</summary>
    private string[] Shifts(string rows, int dilation) =>
    [
        .. Enumerable.Range(0, NineWeights.Length).Select(place =>
        {
            int from = _padding + (place * dilation) - NineWeights.Padding(dilation), rest = (2 * _padding) - from;
            return nodes.Node(
                "Slice", rows, _drawing.Integers(from), _drawing.Integers(rest == 0 ? int.MaxValue : -rest),
                _drawing.Integers(0));
        }),
    ];

    /// <summary>The four poolings of each bias, by dilation.</summary>
    private IEnumerable<string> Pooled(int form, string padded, string steps)
    {
        int bias = form * features.Biases.Length / Forms;
        for (int d = 0; d < features.Pooled.Length; d++)
        {
            (int dilation, int count) = features.Pooled[d];
            (int parity, int first) = (d, bias);
            string[] shifts = Shifts(
                Rows(padded, features.PooledChannels[(d * NineWeights.Kernels)..((d + 1) * NineWeights.Kernels)]),
                dilation);
            string all = nodes.Join(2, shifts);
            string Chosen(Func<(int A, int B, int C), int> place) => nodes.Pick(
                2, all,
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
                    "edges", [NineWeights.Kernels],
                    Enumerable.Range(0, NineWeights.Kernels).Select(k => (parity + k) % 2 == 0 ? 0f : end)));
            string biases = nodes.Constant(
                "biases", [count, 1, NineWeights.Kernels],
                Enumerable.Range(0, count * NineWeights.Kernels).Select(i => features.Biases[
                    first + (i % NineWeights.Kernels * count) + (i / NineWeights.Kernels)]));
            bias += count * NineWeights.Kernels;
            yield return Pooled(values, steps, edge, biases);
        }
    }

    /// <summary>The poolings of kernels above biases.</summary>
    /// <param name="values">[time, batch, kernels].</param>
    /// <param name="steps">[batch, 1].</param>
    /// <param name="edge">[batch, kernels]: steps at both ends that a kernel does not use.</param>
    /// <param name="biases">[biases, 1, kernels].</param>
    /// <returns>[batch, kernels · biases · 4].</returns>
    private string Pooled(string values, string steps, string edge, string biases)
    {
        string inside = nodes.Node(
            "And", nodes.Node("GreaterOrEqual", _places, edge),
            nodes.Node("Less", _places, nodes.Node("Sub", steps, edge)));
        string kept = nodes.Node(
            "Unsqueeze", nodes.Node("Where", inside, values, nodes.Number(Lowest)), _drawing.Integers(1));
        string above = nodes.Node("Relu", nodes.Node("Sub", kept, biases)), mask = nodes.Node("Sign", above);
        string length = nodes.Node("Sub", steps, nodes.Node("Mul", edge, nodes.Number(2)));
        string count = nodes.Sum(mask), some = nodes.Node("Max", count, nodes.Number(1));
        string places = nodes.Sum(nodes.Node("Mul", mask, nodes.Node("Unsqueeze", _places, _drawing.Integers(1))));
        string place = nodes.Node(
            "Div", nodes.Node("Sub", places, nodes.Node("Mul", count, edge)), some);

        // Without a step above the bias the place is −1.
        string none = nodes.Node("Sub", some, count);
        string pooled = nodes.Stack(
            nodes.Node("Div", count, length), nodes.Node("Div", nodes.Sum(above), some),
            nodes.Node("Div", nodes.Node("Sub", place, none), length),
            nodes.Node("Div", Longest(mask, count), length));
        return nodes.Shape(nodes.Turn(pooled, 2, 3, 1, 0), 0, -1);
    }

    /// <summary>The longest run of ones along time.</summary>
    /// <param name="mask">[time, biases, batch, kernels].</param>
    /// <param name="like">[biases, batch, kernels].</param>
    private string Longest(string mask, string like)
    {
        OnnxDrawing body = _drawing.Within();
        TensorShapeProto.Types.Dimension[] Sizes() => [new(), new(), new()];
        string Given(string name) => body.Given(name, TensorProto.Types.DataType.Float, Sizes());
        (string run, string longest, string one) = (Given("run"), Given("longest"), Given("one"));
        string longer = body.Node("Mul", "longer", [body.Node("Add", "next", [run, nodes.Number(1)]), one]);
        body.Gives(longer, TensorProto.Types.DataType.Float, Sizes());
        body.Gives(body.Node("Max", "most", [longest, longer]), TensorProto.Types.DataType.Float, Sizes());
        string zeros = nodes.Node("ConstantOfShape", nodes.Node("Shape", like));
        return _drawing.Nodes(
            "Scan", ["last_run", "longest_run"], [zeros, zeros, mask], OnnxAttributes.Of("body", body.Graph),
            OnnxAttributes.Of("num_scan_inputs", 1L))[1];
    }

    /// <summary>For each group how large its kernels are where they are largest, and how often they are smallest, by
    /// dilation.</summary>
    private IEnumerable<string> Competing(int form, string padded, string steps)
    {
        int half = features.CompetingChannels.Length / Forms, groups = half / features.Competing.Length;
        for (int d = 0; d < features.Competing.Length; d++)
        {
            int first = (form * half) + (d * groups);
            string rows = Rows(padded, features.CompetingChannels[first..(first + groups)]);
            string[] shifts = [.. Shifts(rows, features.Competing[d]).Select(shift =>
                nodes.Node("Unsqueeze", shift, _drawing.Integers(1)))];
            string Weights(int place) => nodes.Constant(
                "competing", [CompetingKernels.Kernels, 1, groups],
                Enumerable.Range(0, CompetingKernels.Kernels * groups).Select(i => features.CompetingWeights[
                    ((first + (i % groups)) * CompetingKernels.Weights) + (i / groups * NineWeights.Length) + place]));
            yield return Compete(steps, [.. shifts.Select((shift, place) => (shift, Weights(place)))]);
        }
    }

    /// <summary>Groups of eight kernels.</summary>
    /// <param name="steps">[batch, 1].</param>
    /// <param name="products">The nine factors of each kernel: [time, 1, batch, groups] and [8, 1, groups].</param>
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

        string belongs = nodes.Node("Less", nodes.Node("Unsqueeze", _places, _drawing.Integers(1)), steps);
        string kernels = nodes.Shape(
            _drawing.Integers([.. Enumerable.Range(0, CompetingKernels.Kernels).Select(k => (long)k)]), -1, 1, 1);
        string Wins(string operation) => nodes.Node(
            "Equal",
            nodes.Node(
                "Where", belongs, nodes.Node(operation, OnnxAttributes.Of("axis", 1L), sums), _drawing.Integers(-1)),
            kernels);
        string parts = nodes.Stack(
            nodes.Sum(nodes.Node("Where", Wins("ArgMax"), sums, nodes.Number(0))),
            nodes.Sum(nodes.Singles(Wins("ArgMin"))));
        string roots = nodes.Node("Sqrt", nodes.Node("Div", nodes.Node("Relu", parts), steps));
        return nodes.Shape(nodes.Turn(roots, 2, 3, 0, 1), 0, -1);
    }
}
