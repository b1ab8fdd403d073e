using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Cli.SelfTesting;

/// <summary>Between the layout of stored vectors, one sequence after the other, and packed rows.</summary>
internal static class SequenceRows
{
    /// <summary>A given tensor as packed rows, with a gradient to be asked for.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="vector">Holds the tensor and the lengths.</param>
    /// <param name="name">Which tensor.</param>
    /// <param name="features">F.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[N, F].</returns>
    public static Variable Read(Tape tape, OracleVector vector, string name, int features, out Packing packing)
    {
        packing = new Packing(vector.Lengths);
        return tape.Watch(
            tape.Input(Packed(packing, vector.Given[name], features), new Shape(packing.Rows, features)).Value);
    }

    /// <summary>Sets the gradient of rows.</summary>
    /// <param name="tape">Holds the gradient.</param>
    /// <param name="rows">[N, F], packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="values">[N, F], one sequence after the other.</param>
    public static void Seed(Tape tape, Variable rows, Packing packing, float[] values) =>
        tape.Gradient(rows).Write(Packed(packing, values, rows.Value.Shape[1]));

    /// <summary>Rows one sequence after the other.</summary>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="rows">[N, F], packed.</param>
    public static float[] Write(Packing packing, Tensor rows)
    {
        int features = rows.Shape[1];
        float[] packed = rows.ToArray(), values = new float[packed.Length];
        ForEach(packing, (row, at) => packed.AsSpan(row * features, features).CopyTo(values.AsSpan(at * features)));
        return values;
    }

    private static float[] Packed(Packing packing, float[] values, int features)
    {
        var packed = new float[values.Length];
        ForEach(packing, (row, at) => values.AsSpan(at * features, features).CopyTo(packed.AsSpan(row * features)));
        return packed;
    }

    private static void ForEach(Packing packing, Action<int, int> place)
    {
        int at = 0;
        for (int sequence = 0; sequence < packing.BatchSize; sequence++)
        {
            for (int step = 0; step < packing.Lengths[packing.Place[sequence]]; step++)
            {
                place(packing.Row(sequence, step), at++);
            }
        }
    }
}
