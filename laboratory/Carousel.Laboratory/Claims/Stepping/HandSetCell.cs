using Carousel.Jobs.Fitting;
using Carousel.Layers;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>
/// A tiny cell set by hand, so that every number has a reason: unit 1 is to hold the last value that came with a mark,
/// unit 2 to count the marks.
/// </summary>
internal static class HandSetCell
{
    private const float Shut = -6;
    private const float Open = 12;
    private const float Step = 0.25f;

    // W, R and b: rows by gate, then by unit; columns value and mark, or the units.
    private static readonly CellTable<float[][]> _weights = new(
        "Weights set by hand for",

        // A mark opens the input gate of both and shuts only the forget gate of unit 1.
        (LstmDescription.Cell,
        [
            [0, Open, 0, Open, 0, -Open, 0, 0, 1.5f, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
            [Shut, Shut, -Shut, -Shut, 0, Step, 3, 2],
        ]),

        // A mark clears unit 1; unit 2 can only move a part of the way to 1, because its kept and its new share
        // add to 1.
        (GruDescription.Cell,
        [
            [0, 0, 0, 0, 0, -Open, 0, -5, 1.5f, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, -Shut, -Shut, 0, 2],
        ]),

        // Without gates the value gets in with or without a mark.
        (ElmanDescription.Cell, [[1.5f, 0, 0, Step], [0.9f, 0, 0, 1], [0, 0]]));

    /// <summary>What a step reads.</summary>
    public static IReadOnlyList<string> Features { get; } = ["value", "mark"];

    /// <summary>The step at which the mark comes a second time, from 0.</summary>
    public const int Telling = 3;

    /// <summary>Values and marks of the sequence; a longer one repeats it.</summary>
    private static readonly (float Value, float Mark)[] _sequence =
        [(0.8f, 1), (-0.5f, 0), (0.3f, 0), (-0.9f, 1), (0.6f, 0), (-0.2f, 0), (0.7f, 0), (0.4f, 1)];

    /// <summary>Steps of the sequence.</summary>
    public static int Length => _sequence.Length;

    /// <summary>The cell and its inputs.</summary>
    /// <param name="kind">Which cell.</param>
    /// <param name="steps">T.</param>
    /// <exception cref="NotSupportedException">No weights of such a cell were set.</exception>
    public static SetCell Of(CellKind kind, int steps)
    {
        RecurrentCell cell = kind.ToCell();
        float[][] weights = _weights[cell];
        return new SetCell(
            cell, Features, weights[0], weights[1], weights[2],
            [
                .. Enumerable.Range(0, steps).Select(t => _sequence[t % _sequence.Length])
                    .SelectMany(s => new[] { s.Value, s.Mark }),
            ]);
    }
}
