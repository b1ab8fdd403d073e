using System.Buffers;
using System.Runtime.InteropServices;
using Carousel.Data;
using Carousel.Jobs.Networks;
using Carousel.Jobs.Streaming;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Server.Models;

/// <summary>
/// Checks a new version before it is served: its answers must be numbers, and bit-identical in three ways of computing
/// them. These are step by step as a single session, step by step in a batch, and as a whole sequence. All guarantees
/// to sessions depend on it.
/// </summary>
internal static class ModelCheck
{
    private const int Sequences = 3, Steps = 12;

    /// <summary>Checks a version with rows drawn from the scale that it was trained on.</summary>
    /// <param name="version">The version.</param>
    /// <exception cref="ModelFileException">It does not answer as it must.</exception>
    public static void Run(ServedModel version)
    {
        if (version.Network is { } network)
        {
            Run(network);
        }
        else
        {
            Run(version.Stepping!);
        }
    }

    private static void Run(NetworkModel network)
    {
        NetworkDesign design = network.Design;
        float[][] rows = [.. Enumerable.Range(0, Sequences).Select(s => Draw(design, s))];
        float[][] together = Step(network, rows), whole = network.Run(rows);
        for (int s = 0; s < Sequences; s++)
        {
            if (!Array.TrueForAll(together[s], float.IsFinite))
            {
                throw new ModelFileException(
                    "some of its answers to rows on the training scale are not finite. Train it again with a smaller "
                    + "learning rate.");
            }

            // Of pooled steps the whole sequence has one answer, that of its last step.
            float[] alone = Step(network, [rows[s]])[0];
            Span<float> end = together[s].AsSpan(together[s].Length - whole[s].Length);
            if (!SameBits(alone, together[s]) || !SameBits(end, whole[s]))
            {
                throw new ModelFileException(
                    "its answers step by step differ from those for whole sequences. Save it again with this version, "
                    + "and report the file as a bug.");
            }
        }
    }

    private static void Run(ISteppingModel model)
    {
        ArrayBufferWriter<byte> first = new(), again = new();
        using ISteppingSession session = model.Open();
        session.Save(first);
        using ISteppingSession restored = model.Restore(first.WrittenSpan);
        restored.Save(again);
        if (!first.WrittenSpan.SequenceEqual(again.WrittenSpan))
        {
            throw new ModelFileException(
                "a saved state of it changes when it is restored. Save it again with this version, and report the file "
                + "as a bug.");
        }
    }

    private static bool SameBits(ReadOnlySpan<float> a, ReadOnlySpan<float> b) =>
        MemoryMarshal.AsBytes(a).SequenceEqual(MemoryMarshal.AsBytes(b));

    private static float[][] Step(NetworkModel network, float[][] rows)
    {
        int width = network.Design.InputSize, given = network.Design.OutputSize;
        using NetworkBatch batch = network.NewBatch(rows.Length);
        var states = new States(rows.Length, batch.StateSize);
        for (int s = 0; s < rows.Length; s++)
        {
            batch.Start(states.Row(s));
        }

        var inputs = new float[rows.Length * width];
        var answers = new float[rows.Length * given];
        float[][] all = [.. rows.Select(_ => new float[Steps * given])];
        long[] numbers = new long[rows.Length];
        for (int step = 0; step < Steps; step++)
        {
            Array.Fill(numbers, step + 1);
            for (int s = 0; s < rows.Length; s++)
            {
                rows[s].AsSpan(step * width, width).CopyTo(inputs.AsSpan(s * width));
            }

            batch.Step(numbers, inputs, states, answers);
            for (int s = 0; s < rows.Length; s++)
            {
                answers.AsSpan(s * given, given).CopyTo(all[s].AsSpan(step * given));
            }
        }

        return all;
    }

    /// <summary>[Steps · InputSize]: values within two deviations of the training's mean, or symbols.</summary>
    private static float[] Draw(NetworkDesign design, int sequence)
    {
        var row = new float[Steps * design.InputSize];
        new CounterRandom((ulong)sequence, CounterRandom.Purpose("model check")).Uniform(0, row);
        for (int i = 0; i < row.Length; i++)
        {
            if (design.Symbols > 0)
            {
                row[i] = MathF.Min(MathF.Floor(row[i] * design.Symbols), design.Symbols - 1);
                continue;
            }

            double drawn = (4 * row[i]) - 2;
            if (design.InputScales is { } scales)
            {
                FittedScaler scale = scales[i % design.InputSize];
                drawn = (drawn * scale.Scale) + scale.Offset;
            }

            row[i] = (float)drawn;
        }

        return row;
    }

    private sealed class States(int count, int size) : IStateRows
    {
        private readonly float[] _values = new float[count * size];

        public Span<float> Row(int sequence) => _values.AsSpan(sequence * size, size);
    }
}
