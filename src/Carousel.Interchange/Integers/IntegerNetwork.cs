using Carousel.Interchange.Networks;
using Carousel.Kernels;
using Carousel.Networks;

namespace Carousel.Interchange.Integers;

/// <summary>
/// A portable network in whole numbers only: bytes for weights, 16 bits for inputs and states, 32 for cells and sums.
/// </summary>
internal sealed class IntegerNetwork
{
    /// <summary>Inputs are taken to be no larger than this, scaled, where no data are given.</summary>
    private const double LargestInput = 8;

    /// <summary>Inputs may be this many times as large as those of the data.</summary>
    private const double Headroom = 2;

    private readonly Dictionary<Stage, IntegerStage> _stages = new(ReferenceEqualityComparer.Instance);

    /// <summary>The network for inputs like those of some sequences.</summary>
    /// <param name="network">The network.</param>
    /// <param name="sequences">Data; none for inputs up to 8 deviations.</param>
    public IntegerNetwork(PortableNetwork network, IReadOnlyList<PortableSequence> sequences)
    {
        Network = network;
        InputBits = BitsOf(sequences.Select(s => s.Input));
        PastBits = BitsOf(sequences.Select(s => s.Before));
        foreach (NetworkMember member in network.Members)
        {
            Add(member.Before, PastBits);
            Add(member.Stages, InputBits);
        }
    }

    /// <summary>The network that it was made from.</summary>
    public PortableNetwork Network { get; }

    /// <summary>
    /// Fraction bits of a step's input, at most those of states; where a stage joins both it has these.
    /// </summary>
    public int InputBits { get; }

    /// <summary>Fraction bits of a row of the past.</summary>
    public int PastBits { get; }

    /// <summary>Fraction bits of the answer.</summary>
    public int AnswerBits =>
        Network.Answer.Function == PortableFunction.None ? FixedPoint.SumBits : FixedPoint.StateBits;

    /// <summary>What a soft-max multiplies by: log₂e over the temperature, with 16 fraction bits.</summary>
    public int SoftmaxFactor => (int)Math.Round(65536 / (ScalarMath.Log(2) * Network.Answer.Temperature));

    /// <summary>What is added to quantiles.</summary>
    public int[] QuantileOffsets =>
        Network.Answer.Quantiles is { } q
            ? [.. q.Offsets.Select(o => (int)Math.Round(Math.ScaleB(o, FixedPoint.SumBits)))]
            : [];

    /// <summary>A stage in whole numbers.</summary>
    public IntegerStage this[Stage stage] => _stages[stage];

    /// <summary>Scaled inputs as whole numbers.</summary>
    /// <param name="values">As the network reads them.</param>
    /// <param name="bits">Fraction bits.</param>
    public static short[] Whole(ReadOnlySpan<float> values, int bits)
    {
        var whole = new short[values.Length];
        for (int k = 0; k < whole.Length; k++)
        {
            whole[k] = (short)FixedPoint.Hold((long)Math.Round(Math.ScaleB(values[k], bits)), FixedPoint.MostValue);
        }

        return whole;
    }

    private void Add(IReadOnlyList<Stage> stages, int bits)
    {
        foreach (Stage stage in stages.Where(s => s is not PoolingStage))
        {
            _stages[stage] = IntegerStage.Of(stage, stage.JoinsInput ? InputBits : bits);
            bits = _stages[stage].OutputBits;
        }
    }

    private int BitsOf(IEnumerable<float[]> inputs)
    {
        if (Network.Input.Symbols.Count > 0)
        {
            return 0;
        }

        double largest = inputs.SelectMany(v => v).Select(Math.Abs).DefaultIfEmpty((float)(LargestInput / Headroom))
            .Max();
        return IntegerStage.BitsFor(Headroom * largest);
    }
}
