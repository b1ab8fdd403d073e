using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Tasks.Jobs;

/// <summary>Runs a part of a network once, outside a training.</summary>
public static class Inference
{
    /// <summary>The values of what is computed.</summary>
    /// <param name="backend">Where the layers were built.</param>
    /// <param name="compute">Computes on a tape that is begun for inference.</param>
    public static float[] Run(Backend backend, Func<Tape, Variable> compute) => On(backend, tape => compute(tape).Value.ToArray());

    /// <summary>What is made of values that are computed.</summary>
    /// <param name="backend">Where the layers were built.</param>
    /// <param name="compute">Computes on a tape that is begun for inference, and may begin it again.</param>
    public static T On<T>(Backend backend, Func<Tape, T> compute)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        return compute(tape);
    }
}
