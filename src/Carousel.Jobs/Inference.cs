using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Jobs;

/// <summary>Runs a part of a network once, outside a training.</summary>
internal static class Inference
{
    /// <summary>The computed values.</summary>
    /// <param name="backend">Where the layers were built.</param>
    /// <param name="compute">Computes on a tape that is begun for inference.</param>
    public static float[] Run(Backend backend, Func<Tape, Variable> compute) =>
        Run(backend, tape => compute(tape).Value.ToArray());

    /// <summary>A result read from the computed values while they exist.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="backend">Where the layers were built.</param>
    /// <param name="compute">Computes on a tape that is begun for inference, and reads.</param>
    public static T Run<T>(Backend backend, Func<Tape, T> compute)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        return compute(tape);
    }
}
