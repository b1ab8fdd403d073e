using Carousel.Backends;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Claims.Training;
using Carousel.Layers;
using Carousel.Streaming;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>
/// A tiny cell set by hand, so that every number has a reason: unit 1 is to hold the last value that came with a mark,
/// unit 2 to count the marks.
/// </summary>
internal static class HandSetCell
{
    private const int Units = 2;
    private const float Shut = -6;
    private const float Open = 12;
    private const float Step = 0.25f;

    /// <summary>What a step reads.</summary>
    public static IReadOnlyList<string> Features { get; } = ["value", "mark"];

    /// <summary>The step at which the mark comes a second time, from 0.</summary>
    public const int Telling = 3;

    /// <summary>Values and marks of the sequence; a longer one repeats it.</summary>
    private static readonly (float Value, float Mark)[] _sequence =
        [(0.8f, 1), (-0.5f, 0), (0.3f, 0), (-0.9f, 1), (0.6f, 0), (-0.2f, 0), (0.7f, 0), (0.4f, 1)];

    /// <summary>Steps of the sequence.</summary>
    public static int Length => _sequence.Length;

    /// <summary>Runs the cell.</summary>
    /// <param name="backend">Where it is built.</param>
    /// <param name="kind">Which cell.</param>
    /// <param name="steps">T.</param>
    public static RecurrentReading Run(Backend backend, CellKind kind, int steps)
    {
        SequenceLayer layer = Cells.Make(kind, Features.Count, Units);
        layer.Build(backend, seed: 0);
        Set(layer);
        float[] input =
        [
            .. Enumerable.Range(0, steps).Select(t => _sequence[t % _sequence.Length])
                .SelectMany(s => new[] { s.Value, s.Mark }),
        ];
        var output = new float[steps * Units];
        using var session = new StreamingSession(backend, layer);
        for (int t = 0; t < steps; t++)
        {
            session.Step(input.AsSpan(t * Features.Count, Features.Count), output.AsSpan(t * Units, Units));
        }

        return new RecurrentReading(layer, Features, input, output);
    }

    // Rows by gate, then by unit; columns value and mark, or the units.
    private static void Set(SequenceLayer layer)
    {
        switch (layer)
        {
            case Lstm lstm:
                // A mark opens the input gate of both and shuts the forget gate of unit 1 alone.
                lstm.W.Set([0, Open, 0, Open, 0, -Open, 0, 0, 1.5f, 0, 0, 0, 0, 0, 0, 0]);
                lstm.R.Set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
                lstm.B.Set([Shut, Shut, -Shut, -Shut, 0, Step, 3, 2]);
                break;
            case Gru gru:
                // A mark lets go of unit 1; unit 2 can only move a part of the way to 1, for what it keeps and what it
                // takes add to 1.
                gru.W.Set([0, 0, 0, 0, 0, -Open, 0, -5, 1.5f, 0, 0, 0]);
                gru.R.Set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
                gru.B.Set([0, 0, -Shut, -Shut, 0, 2]);
                break;
            case Elman elman:
                // Without gates the value gets in with or without a mark.
                elman.W.Set([1.5f, 0, 0, Step]);
                elman.R.Set([0.9f, 0, 0, 1]);
                elman.B.Set([0, 0]);
                break;
        }
    }
}
