using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Timing;

/// <summary>Numbers to compute with.</summary>
internal static class BenchmarkValues
{
    private const ulong Seed = 1;

    /// <summary>Sequences of one length.</summary>
    public static Packing Alike(int sequences, int steps) => new([.. Enumerable.Repeat(steps, sequences)]);

    /// <summary>[rows, features] of numbers between −1 and 1.</summary>
    public static Tensor Draw(Arena arena, int rows, int features, string purpose)
    {
        Tensor tensor = arena.Allocate(new Shape(rows, features));
        var values = new float[tensor.Length];
        new CounterRandom(Seed, CounterRandom.Purpose(purpose)).Uniform(0, values);
        foreach (ref float value in values.AsSpan())
        {
            value = (2 * value) - 1;
        }

        tensor.Write(values);
        return tensor;
    }
}
