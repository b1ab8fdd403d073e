using System.Globalization;
using Carousel.Data;

namespace Carousel.Laboratory.Lessons;

/// <summary>Three sequences of different lengths as one padded batch: values, mask, and the rows that are computed.
/// </summary>
internal static class PaddedBatch
{
    private static readonly float[][] _sequences = [[0.8f, -0.5f, 0.3f, -0.9f], [0.4f], [0.6f, -0.2f]];

    /// <summary>A line per sequence.</summary>
    public static string Drawing()
    {
        int steps = _sequences.Max(s => s.Length), count = _sequences.Length;
        var padded = new float[steps * count];
        for (int b = 0; b < count; b++)
        {
            for (int t = 0; t < _sequences[b].Length; t++)
            {
                padded[(t * count) + b] = _sequences[b][t];
            }
        }

        int[] lengths = [.. _sequences.Select(s => s.Length)];
        Packing packing = SequenceBatch.FromPadded(padded, lengths, featureSize: 1).Packing;
        string Line(string head, Func<int, string> values, Func<int, string> mask, Func<int, string> row) =>
            head.PadRight(10) + Each(values, 8) + "   " + Each(mask, 2) + "   " + Each(row, 3);
        string Each(Func<int, string> cell, int width) =>
            string.Concat(Enumerable.Range(0, steps).Select(t => cell(t).PadLeft(width)));
        return string.Join('\n', _sequences.Select((_, b) => Line(
            $"{b + 1}",
            t => padded[(t * count) + b].ToString("0.000", CultureInfo.InvariantCulture).Replace('-', '−'),
            t => t < lengths[b] ? "1" : "0", t => t < lengths[b] ? $"{packing.Row(b, t)}" : "·"))
            .Prepend("sequence  " + "padded with zeros".PadRight(8 * steps) + "   " + "mask".PadRight(2 * steps)
                + "   row of each step"));
    }
}
