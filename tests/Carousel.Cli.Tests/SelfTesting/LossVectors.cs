using Carousel.Reference.Alignment;
using Carousel.Reference.Chains;
using Carousel.Reference.Losses;
using Carousel.Testing;

namespace Carousel.Cli.Tests.SelfTesting;

/// <summary>Vectors of losses, whose oracles are twins.</summary>
internal static class LossVectors
{
    private const int C = 5;

    private static readonly int[] _lengths = [3, 7, 1, 5];

    public static IEnumerable<VectorDraft> All()
    {
        yield return CrossEntropy();
        yield return ConnectionistTemporalClassification();
        yield return ConditionalRandomField();
    }

    private static VectorDraft CrossEntropy()
    {
        (Dictionary<string, double[]> given, double[,] x) = Scores("cross entropy", withLabels: true);
        double[] ones = [.. given["labels"].Select(_ => 1.0)];
        double loss = PointLossReference.Forward(
            (t, p) => CrossEntropyLossReference.Value(0, t, p), x, given["labels"], ones);
        double[,] dx = PointLossReference.Backward(
            (t, p) => CrossEntropyLossReference.Slopes(0, t, p), x, given["labels"], ones);
        return new VectorDraft("cross entropy", TwinVectors.Oracle, "cross entropy", null, _lengths)
        {
            Given = given,
            Expected = new() { ["loss"] = [loss], ["dx"] = [.. Near.Flat(dx)] },
        };
    }

    private static VectorDraft ConnectionistTemporalClassification()
    {
        int[][] labels = [[1, 1], [4, 2, 2], [], [3]];
        (Dictionary<string, double[]> given, double[,] x) = Scores("ctc", withLabels: false);
        given["labels"] = [.. labels.SelectMany(l => l).Select(l => (double)l)];
        given["label_counts"] = [.. labels.Select(l => (double)l.Length)];
        double loss = 0;
        var dx = new List<double>();
        foreach ((double[,] sequence, int b) in Sequences(x).Select((s, b) => (s, b)))
        {
            loss += CtcReference.Forward(sequence, labels[b]) / labels.Length;
            dx.AddRange(Near.Flat(CtcReference.Backward(sequence, labels[b])).ToArray().Select(d => d / labels.Length));
        }

        return new VectorDraft(
            "connectionist temporal classification", TwinVectors.Oracle, "ctc", null,
            _lengths)
        { Given = given, Expected = new() { ["loss"] = [loss], ["dx"] = [.. dx] } };
    }

    private static VectorDraft ConditionalRandomField()
    {
        (Dictionary<string, double[]> given, double[,] x) = Scores("crf", withLabels: true);
        var draws = new VectorDraws("crf parameters");
        var parameters = new Dictionary<string, double[]>
        {
            ["start"] = draws.Values(C),
            ["transition"] = draws.Values(C * C),
            ["end"] = draws.Values(C),
        };
        double[,] transition = TwinLayer.OfRows(parameters["transition"], C);
        (double loss, int row, int rows) = (0, 0, _lengths.Sum());
        var expected = new Dictionary<string, double[]>
        {
            ["dx"] = [],
            ["dstart"] = new double[C],
            ["dtransition"] = new double[C * C],
            ["dend"] = new double[C],
        };
        foreach (double[,] sequence in Sequences(x))
        {
            int[] labels = [.. given["labels"].Skip(row).Take(sequence.GetLength(0)).Select(l => (int)l)];
            loss += CrfReference.Forward(sequence, parameters["start"], transition, parameters["end"], labels) / rows;
            (double[,] dx, double[] dStart, double[,] dTransition, double[] dEnd) = CrfReference.Backward(
                sequence, parameters["start"], transition, parameters["end"], labels);
            expected["dx"] = [.. expected["dx"], .. Near.Flat(dx).ToArray().Select(d => d / rows)];
            foreach ((string name, Array gradient) in new (string, Array)[] { ("dstart", dStart),
                ("dtransition", dTransition), ("dend", dEnd) })
            {
                expected[name] = [.. expected[name].Zip(Near.Flat(gradient).ToArray(), (sum, d) => sum + (d / rows))];
            }

            row += labels.Length;
        }

        expected["loss"] = [loss];
        return new VectorDraft("conditional random field", TwinVectors.Oracle, "crf", null, _lengths)
        {
            Parameters = parameters,
            Given = given,
            Expected = expected,
        };
    }

    private static (Dictionary<string, double[]> Given, double[,] X) Scores(string name, bool withLabels)
    {
        var draws = new VectorDraws(name);
        var given = new Dictionary<string, double[]> { ["x"] = draws.Values(_lengths.Sum() * C, 2) };
        if (withLabels)
        {
            given["labels"] = draws.Whole(_lengths.Sum(), C);
        }

        return (given, TwinLayer.OfRows(given["x"], C));
    }

    private static IEnumerable<double[,]> Sequences(double[,] x)
    {
        int row = 0;
        foreach (int length in _lengths)
        {
            yield return TwinLayer.OfRows(Near.Flat(x).Slice(row * C, length * C).ToArray(), C);
            row += length;
        }
    }
}
