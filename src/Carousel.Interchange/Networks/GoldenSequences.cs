using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Networks;

/// <summary>The sequences of golden vectors: the first steps of some of the data, or made ones.</summary>
internal static class GoldenSequences
{
    private const int Count = 4;
    private const int Steps = 24;
    private const ulong Seed = 1;

    /// <summary>The sequences.</summary>
    public static IReadOnlyList<PortableSequence> Of(PortableNetwork network, IReadOnlyList<PortableSequence> sequences)
    {
        int size = network.Input.Values.Count;
        return sequences.Count > 0
            ? [.. sequences.Take(Count).Select(s => s with { Input = [.. s.Input.Take(Steps * size)] })]
            : [.. Enumerable.Range(0, Count).Select(n => Made(network, (uint)n))];
    }

    /// <summary>
    /// Uniform numbers of mean 0 and variance 1, which is what scaled inputs look like, or any symbols.
    /// </summary>
    private static PortableSequence Made(PortableNetwork network, uint number)
    {
        float[] input = Uniform("golden input", number, Steps * network.Input.Values.Count);
        int symbols = network.Input.Symbols.Count;
        return symbols > 0
            ? new PortableSequence([.. input.Select(v => MathF.Min(symbols - 1, MathF.Floor(v * symbols)))])
            : new PortableSequence(Scaled(input))
            {
                Before = network.InputBefore is { } past
                    ? Scaled(Uniform("golden past", number, Steps * past.Values.Count))
                    : [],
            };
    }

    private static float[] Uniform(string purpose, uint number, int count)
    {
        var values = new float[count];
        new CounterRandom(Seed, CounterRandom.Purpose(purpose)).Uniform(number, values);
        return values;
    }

    private static float[] Scaled(float[] values) => [.. values.Select(v => ((2 * v) - 1) * MathF.Sqrt(3))];
}
