using Carousel.Autograd;
using Carousel.Inspection.Search;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Search;

/// <summary>
/// Letters with brackets among them, and an LSTM with random weights that may have a unit wired to them.
/// </summary>
internal sealed class BracketText
{
    public const int Units = 16;
    public const int Steps = 12_000;

    private const int Letters = 4, Open = 4, Close = 5, Symbols = 6;

    private readonly int _seed;
    private readonly int[] _symbols = new int[Steps];

    public BracketText(int seed)
    {
        _seed = seed;
        var draws = new Draws(1000 + seed);
        Wired = draws.Below(Units);
        for (int t = 0; t < Steps; t++)
        {
            _symbols[t] = draws.Below(Letters);
        }

        for (int t = 10 + draws.Below(200); t < Steps - 40; t += 10 + draws.Below(200))
        {
            int length = 8 + draws.Below(30);
            (_symbols[t], _symbols[t + length]) = (Open, Close);
            Spans.Add((t, t + length - 1));
            t += length;
        }
    }

    /// <summary>The steps between brackets, the opening one among them.</summary>
    public List<(int First, int Last)> Spans { get; } = [];

    /// <summary>Which unit is wired where one is.</summary>
    public int Wired { get; }

    /// <summary>One of the spans.</summary>
    public SpanQuery Query() => new(0, Spans[Spans.Count / 2].First, Spans[Spans.Count / 2].Last);

    /// <summary>The hidden states of a network over the text.</summary>
    /// <param name="isWired">The input gate of one unit opens only at '(', its forget gate closes only at ')', and
    /// nothing else reaches it.</param>
    public StateTable States(bool isWired)
    {
        using var backend = new CpuBackend(1);
        var layer = new Lstm(Symbols, Units);
        layer.Build(backend, (ulong)_seed);
        var draws = new Draws(_seed);
        float[] W = Noisy(layer.W), R = Noisy(layer.R), b = Noisy(layer.B);
        if (isWired)
        {
            for (int gate = 0; gate < 4; gate++)
            {
                int row = (gate * Units) + Wired;
                R.AsSpan(row * Units, Units).Clear();
                Span<float> input = W.AsSpan(row * Symbols, Symbols);
                input.Clear();
                (b[row], input[Open], input[Close]) = gate switch
                {
                    0 => (-8, 16, 0),
                    1 => (6, 0, -16),
                    2 => (0, 3, 0),
                    _ => (3, 0, 0)
                };
            }
        }

        layer.W.Set(W);
        layer.R.Set(R);
        layer.B.Set(b);
        var x = new float[Steps * Symbols];
        for (int t = 0; t < Steps; t++)
        {
            x[(t * Symbols) + _symbols[t]] = 1;
        }

        return new StateTable(
            NetworkTrace.Of(backend, layer, x, [TraceQuantity.Hidden])[0][TraceQuantity.Hidden], Units);

        float[] Noisy(Parameter parameter) => [.. parameter.Value.ToArray().Select(v => v + (float)draws.Value())];
    }
}
