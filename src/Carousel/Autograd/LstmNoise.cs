using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The random masks inside an LSTM: zoneout of h and c, and one recurrent mask a sequence.</summary>
/// <remarks>
/// Zoneout: Krueger et al. 2016. Recurrent mask: Gal and Ghahramani 2016. Each number is a function of (seed, name,
/// step, the sequence's place in the batch, time, unit).
/// </remarks>
internal sealed class LstmNoise
{
    private readonly DropoutSite _hidden;
    private readonly DropoutSite _cell;
    private readonly DropoutSite _recurrent;

    /// <summary>The masks of one layer.</summary>
    /// <param name="name">The layer's path in the model.</param>
    /// <param name="zoneoutHidden">The share of h kept from the step before, 0 or more and below 1.</param>
    /// <param name="zoneoutCell">The share of c kept from the step before.</param>
    /// <param name="recurrentDropout">The share of h₋ that the gates do not see.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is out of range.</exception>
    public LstmNoise(string name, float zoneoutHidden, float zoneoutCell, float recurrentDropout)
    {
        _hidden = new DropoutSite(name + "/zoneout-hidden", zoneoutHidden);
        _cell = new DropoutSite(name + "/zoneout-cell", zoneoutCell);
        _recurrent = new DropoutSite(name + "/recurrent", recurrentDropout, oncePerSequence: true);
    }

    /// <summary>Draws the masks of the tape's step; none unless it trains.</summary>
    /// <param name="tape">Gives seed, step and memory.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="outputSize">P.</param>
    /// <param name="cells">H.</param>
    /// <returns>The masks.</returns>
    public LstmMaskTensors Draw(Tape tape, Packing packing, int outputSize, int cells)
    {
        if (!tape.IsTraining)
        {
            return default;
        }

        return new LstmMaskTensors(
            Kept(tape, _hidden, packing, outputSize), Kept(tape, _cell, packing, cells),
            Recurrent(tape, packing, outputSize));
    }

    private static Tensor Ones(Tape tape, int rows, int columns)
    {
        Tensor ones = tape.Arena.Allocate(new Shape(rows, columns));
        tape.Backend.Clear(ones);
        tape.Backend.Affine(1, 1, ones, ones);
        return ones;
    }

    /// <summary>1 with the probability of the rate, else 0.</summary>
    private static Tensor Kept(Tape tape, DropoutSite site, Packing packing, int columns)
    {
        if (site.Rate == 0)
        {
            return default;
        }

        Tensor mask = Ones(tape, packing.Rows, columns);
        tape.Backend.DropoutForward(site.Mask(tape), packing, mask, mask);

        // Dropout gives 0 or 1 / (1 − rate), which is at least 1: cut to 1 it is exact.
        tape.Backend.ClampInPlace(1, mask);
        tape.Backend.Affine(-1, 1, mask, mask);
        return mask;
    }

    private Tensor Recurrent(Tape tape, Packing packing, int columns)
    {
        if (_recurrent.Rate == 0)
        {
            return default;
        }

        Tensor mask = Ones(tape, packing.BatchSize, columns);
        tape.Backend.DropoutForward(_recurrent.Mask(tape), null, mask, mask);
        Tensor packed = tape.Arena.Allocate(mask.Shape);
        tape.Backend.PackStates(packing, mask, packed);
        return packed;
    }
}
