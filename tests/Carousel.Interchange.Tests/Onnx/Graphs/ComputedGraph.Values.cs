using Carousel.Networks;

namespace Carousel.Interchange.Tests.Onnx.Graphs;

/// <summary>Operations on values without layers.</summary>
internal sealed partial class ComputedGraph
{
    /// <inheritdoc/>
    public GraphValue Sort(GraphValue input, int count)
    {
        ArgumentNullException.ThrowIfNull(input);
        float[] sorted = [.. _values[input.Name]];
        for (int first = 0; first < sorted.Length; first += count)
        {
            sorted.AsSpan(first, count).Sort();
        }

        return Like(input, input.Features, sorted);
    }

    /// <inheritdoc/>
    public GraphValue Score(FixedFeatures features, GraphValue series, GraphValue lengths) =>
        throw new NotSupportedException("Fixed features have no layer to compare with: see FixedFeaturesTests.");

    /// <inheritdoc/>
    public GraphValue Map(GraphValue input, float[] weights) => throw WithoutLayer;

    /// <inheritdoc/>
    public GraphValue Accumulate(GraphValue steps) => throw WithoutLayer;

    /// <inheritdoc/>
    public GraphValue Trends(GraphValue steps, int[] means, int[] slopes, int first) => throw WithoutLayer;

    /// <inheritdoc/>
    public GraphValue Decide(GraphValue input, float[][] trees) => throw WithoutLayer;

    /// <inheritdoc/>
    public GraphValue Nearest(GraphValue input, float[] rows, int[] classes) => throw WithoutLayer;

    private static NotSupportedException WithoutLayer =>
        new("A simple method has no layer to compare with: see DefaultExportTests.");

    /// <inheritdoc/>
    public GraphValue Concatenate(params IReadOnlyList<GraphValue> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        int places = _values[parts[0].Name].Length / parts[0].Features;
        return Like(
            parts[0], parts.Sum(p => p.Features),
            [
                .. Enumerable.Range(0, places)
                    .SelectMany(at => parts.SelectMany(p => _values[p.Name].Skip(at * p.Features).Take(p.Features))),
            ]);
    }

    /// <inheritdoc/>
    public GraphValue Slice(GraphValue input, int first, int count)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Like(
            input, count,
            [.. _values[input.Name].Chunk(input.Features).SelectMany(row => row.Skip(first).Take(count))]);
    }

    /// <inheritdoc/>
    public GraphValue Add(GraphValue a, GraphValue b) => Both(a, b, (x, y) => x + y);

    /// <inheritdoc/>
    public GraphValue Multiply(GraphValue a, GraphValue b) => Both(a, b, (x, y) => x * y);

    /// <inheritdoc/>
    public GraphValue Minimum(GraphValue a, GraphValue b) => Both(a, b, MathF.Min);

    /// <inheritdoc/>
    public GraphValue Maximum(GraphValue a, GraphValue b) => Both(a, b, MathF.Max);

    /// <inheritdoc/>
    public GraphValue Scale(GraphValue input, IReadOnlyList<float> factors, IReadOnlyList<float> offsets)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(offsets);
        return Like(
            input, input.Features,
            [.. _values[input.Name].Select((v, k) => (v * factors[k % factors.Count]) + offsets[k % offsets.Count])]);
    }

    /// <inheritdoc/>
    public GraphValue Repeat(GraphValue rows, GraphValue like)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(like);
        return Like(
            like, rows.Features, [.. Enumerable.Range(0, _sizes[like.Name][0]).SelectMany(_ => _values[rows.Name])]);
    }

    /// <inheritdoc/>
    public GraphValue Fold(GraphValue input, int count, GraphAxis axis)
    {
        ArgumentNullException.ThrowIfNull(input);
        int[] own = _sizes[input.Name];
        (int steps, int batch, int F) = (own[0] / count, own[1], input.Features);
        var folded = new float[steps * batch * count * F];
        foreach ((int row, int part) in Parts(steps, batch, count))
        {
            _values[input.Name].AsSpan(row * F, F).CopyTo(folded.AsSpan(part * F));
        }

        return Made([axis, input.Axes[1]], [steps, batch], count * F, folded);
    }

    /// <inheritdoc/>
    public GraphValue Unfold(GraphValue input, int count, GraphAxis axis)
    {
        ArgumentNullException.ThrowIfNull(input);
        int[] own = _sizes[input.Name];
        (int steps, int batch, int F) = (own[0], own[1], input.Features / count);
        var unfolded = new float[_values[input.Name].Length];
        foreach ((int row, int part) in Parts(steps, batch, count))
        {
            _values[input.Name].AsSpan(part * F, F).CopyTo(unfolded.AsSpan(row * F));
        }

        return Made([axis, input.Axes[1]], [steps * count, batch], F, unfolded);
    }

    // Where each row of [steps·count, batch] stands among the parts of [steps, batch, count].
    private static IEnumerable<(int Row, int Part)> Parts(int steps, int batch, int count) =>
        Enumerable.Range(0, steps * count * batch)
            .Select(row => (row, (((row / (batch * count) * batch) + (row % batch)) * count) + (row / batch % count)));

    /// <inheritdoc/>
    public GraphValue Spread(GraphValue input, int features, GraphAxis axis)
    {
        ArgumentNullException.ThrowIfNull(input);
        int count = input.Features / features, places = _values[input.Name].Length / input.Features;
        float[] values = _values[input.Name];
        float[] spread =
        [
            .. Enumerable.Range(0, count)
                .SelectMany(
                    s =>
                        Enumerable.Range(0, places)
                            .SelectMany(at => values.Skip((at * input.Features) + (s * features)).Take(features))),
        ];
        return Made([axis, .. input.Axes], [count, .. _sizes[input.Name]], features, spread);
    }

    /// <inheritdoc/>
    public GraphValue Collect(GraphValue steps, int count)
    {
        ArgumentNullException.ThrowIfNull(steps);
        int places = _values[steps.Name].Length / (count * steps.Features);
        float[] values = _values[steps.Name];
        float[] collected =
        [
            .. Enumerable.Range(0, places)
                .SelectMany(
                    at =>
                        Enumerable.Range(0, count)
                            .SelectMany(s => values.Skip(((s * places) + at) * steps.Features).Take(steps.Features))),
        ];
        return Made([.. steps.Axes.Skip(1)], _sizes[steps.Name][1..], count * steps.Features, collected);
    }

    /// <inheritdoc/>
    public GraphValue Arrange(GraphValue input, IReadOnlyList<int> features)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(features);
        return Like(
            input, features.Count,
            [.. _values[input.Name].Chunk(input.Features).SelectMany(row => features.Select(f => row[f]))]);
    }

    private GraphValue Both(GraphValue a, GraphValue b, Func<float, float, float> join)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        float[] others = _values[b.Name];
        return Like(
            a, a.Features,
            [.. _values[a.Name].Select((v, k) => join(v, others[b.Features == a.Features ? k : k / a.Features]))]);
    }
}
