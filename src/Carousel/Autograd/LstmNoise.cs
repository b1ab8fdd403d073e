using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The random mask inside an LSTM: one for the recurrent inputs of a sequence.</summary>
/// <remarks>
/// Gal and Ghahramani 2016. Each number is a function of (seed, name, step, the sequence's place in the batch, unit).
/// </remarks>
/// <param name="name">The layer's path in the model.</param>
/// <param name="rate">The share of h₋ that the gates do not see, 0 or more and below 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
internal sealed class LstmNoise(string name, float rate)
{
    private readonly DropoutSite _recurrent = new(name + "/recurrent", rate, oncePerSequence: true);

    /// <summary>Draws the mask of the tape's step; none unless it trains.</summary>
    /// <param name="tape">Gives seed, step and memory.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="outputSize">P.</param>
    /// <returns>[B, P] in packed order.</returns>
    public Tensor Draw(Tape tape, Packing packing, int outputSize)
    {
        if (!tape.IsTraining || _recurrent.Rate == 0)
        {
            return default;
        }

        Tensor mask = tape.Arena.Allocate(new Shape(packing.BatchSize, outputSize));
        tape.Backend.Clear(mask);
        tape.Backend.Affine(1, 1, mask, mask);
        tape.Backend.DropoutForward(_recurrent.Mask(tape), null, mask, mask);
        Tensor packed = tape.Arena.Allocate(mask.Shape);
        tape.Backend.PackStates(packing, mask, packed);
        return packed;
    }
}
