using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Jobs;

/// <summary>Runs a part of a network once, outside a training.</summary>
internal static class Inference
{
    /// <summary>The values of what is computed.</summary>
    /// <param name="backend">Where the layers were built.</param>
    /// <param name="compute">Computes on a tape that is begun for inference.</param>
    public static float[] Run(Backend backend, Func<Tape, Variable> compute) =>
        Run(backend, tape => compute(tape).Value.ToArray());

    /// <summary>What is read of what is computed, while it is there.</summary>
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
