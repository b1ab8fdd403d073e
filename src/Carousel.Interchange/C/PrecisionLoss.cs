using Carousel.Interchange.Networks;
using Carousel.Interchange.Quantization;
using Carousel.Networks;

namespace Carousel.Interchange.C;

/// <summary>How far the answers of a precision lie from those of single precision, over some sequences.</summary>
/// <param name="Answers">How many answers were compared.</param>
/// <param name="Mean">The mean distance of a number of the answer, probabilities or numbers as the network scales
/// them.</param>
/// <param name="Largest">The largest.</param>
/// <param name="SameChoice">The share of answers whose largest number is the same one; null where answers are no
/// probabilities of classes.</param>
/// <param name="Nats">The mean of Σ p ln(p/q), p of single precision and q of the other: what the other is more
/// surprised where the first is right; null as before.</param>
internal sealed record PrecisionLoss(int Answers, double Mean, double Largest, double? SameChoice, double? Nats)
{
    /// <summary>Half the least probability above 0 that whole numbers hold.</summary>
    private const double Least = 1.0 / 65536;

    /// <summary>Compares.</summary>
    /// <param name="network">The network.</param>
    /// <param name="precision">The precision.</param>
    /// <param name="sequences">Data.</param>
    /// <returns>The loss.</returns>
    public static PrecisionLoss Of(
        PortableNetwork network, CPrecision precision, IReadOnlyList<PortableSequence> sequences)
    {
        var other = new NetworkRunner(
            network, precision == CPrecision.Bytes ? new Int8Arithmetic() : new FloatArithmetic());
        var exact = new NetworkRunner(network);
        (int answers, double sum, double largest, int same, double nats) = (0, 0, 0, 0, 0);
        foreach (PortableSequence sequence in sequences)
        {
            float[] expected = exact.Run(sequence), actual = other.Run(sequence);
            foreach ((float[] e, float[] a) in expected.Chunk(network.AnswerSize).Zip(actual.Chunk(network.AnswerSize)))
            {
                double[] apart = [.. e.Zip(a, (x, y) => Math.Abs((double)x - y))];
                sum += apart.Average();
                largest = Math.Max(largest, apart.Max());
                nats += Divergence(e, a);
                same += Array.IndexOf(e, e.Max()) == Array.IndexOf(a, a.Max()) ? 1 : 0;
                answers++;
            }
        }

        bool isChoice = network.Answer.Function == PortableFunction.Softmax && answers > 0;
        return new PrecisionLoss(
            answers, answers == 0 ? 0 : sum / answers, largest, isChoice ? (double)same / answers : null,
            isChoice ? nats / answers : null);
    }

    /// <summary>Σ p ln(p/q), both made to sum to 1: rounded probabilities don't quite.</summary>
    private static double Divergence(float[] p, float[] q)
    {
        double[] held = [.. q.Select(v => Math.Max(v, Least))];
        double sum = p.Sum(v => (double)v), sumHeld = held.Sum();
        return p.Zip(held, (x, y) => x > 0 ? x / sum * Math.Log(x / sum / (y / sumHeld)) : 0).Sum();
    }
}
