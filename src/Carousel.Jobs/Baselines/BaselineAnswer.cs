using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Jobs.Baselines;

/// <summary>
/// How scores of a baseline become probabilities, and how they are joined with the network's: ln p = r + α·(f − r)
/// but
/// for a constant, where r and f are log-probabilities.
/// </summary>
/// <param name="Temperature">Scores are divided by it: fitted on scores of rows that the baseline was not fitted
/// on.</param>
/// <param name="Spread">The share of the probability that is spread over all classes: n rows can't show that an answer
/// is surer than n right ones in a row would (Laplace's rule).</param>
/// <param name="Alpha">α: 0 gives the baseline's own answer, 1 the network's.</param>
internal sealed record BaselineAnswer(double Temperature, double Spread, double Alpha)
{
    /// <summary>Whether the numbers are ones that a fit gives: of a model file.</summary>
    public bool IsInRange => double.IsFinite(Temperature) && Temperature > 0 && Spread is > 0 and < 1
        && Alpha is >= 0 and <= 1;

    /// <summary>The share of the probability that is spread after a fit on a number of rows.</summary>
    /// <param name="rows">n.</param>
    /// <param name="classes">C.</param>
    public static double SpreadOf(int rows, int classes) => (double)classes / (rows + classes);

    /// <summary>The baseline's probabilities.</summary>
    /// <param name="scores">[classes].</param>
    /// <returns>[classes].</returns>
    public double[] Probabilities(float[] scores) =>
    [
        .. scores.Select((_, c) => ((1 - Spread)
            * Math.Exp(Measuring.Probabilities.LogSoftmax(scores, c, Temperature))) + (Spread / scores.Length)),
    ];

    /// <summary>
    /// A baseline's answer, and how much of a network is added, by rows that neither of them was fitted on.
    /// </summary>
    /// <param name="scores">[rows][classes] of the baseline.</param>
    /// <param name="network">[rows][classes]: the network's probabilities.</param>
    /// <param name="truth">The class of each row.</param>
    /// <param name="standardErrors">How many standard errors the network must take off: see
    /// <see cref="BaselineShare.Choose"/>.</param>
    /// <returns>The answer; null where there are no rows, or the network answers better alone.</returns>
    public static BaselineAnswer? Choose(
        float[][] scores, double[][] network, int[] truth, double standardErrors)
    {
        if (truth.Length == 0)
        {
            return null;
        }

        var answer = new BaselineAnswer(
            Measuring.Temperature.Fit([.. scores.Zip(truth)]), SpreadOf(truth.Length, network[0].Length), Alpha: 0);
        double alpha = ShareOf([.. scores.Select(answer.Probabilities)], network, truth, standardErrors);
        return alpha == 1 ? null : answer with { Alpha = alpha };
    }

    /// <summary>α: how much of a network is added, by rows that neither it nor the baseline was fitted on.</summary>
    /// <param name="baseline">[rows][classes]: probabilities.</param>
    /// <param name="network">[rows][classes]: probabilities.</param>
    /// <param name="truth">The class of each row.</param>
    /// <param name="standardErrors">How many standard errors the network must take off.</param>
    public static double ShareOf(double[][] baseline, double[][] network, int[] truth, double standardErrors = 1)
    {
        double[][][] joined = OfShares(baseline, network);
        double alpha = BaselineShare.Choose(Nats(joined, truth), standardErrors);

        // Surer probabilities are no reason to answer wrongly more often.
        return Wrong(joined[BaselineShare.Shares.ToList().IndexOf(alpha)]) <= Wrong(joined[0]) ? alpha : 0;

        int Wrong(double[][] told) => told.Where((row, i) => Array.IndexOf(row, row.Max()) != truth[i]).Count();
    }

    /// <summary>For each share of <see cref="BaselineShare.Shares"/> the surprise of each row, in nats.</summary>
    /// <param name="baseline">[rows][classes]: probabilities.</param>
    /// <param name="network">[rows][classes]: probabilities.</param>
    /// <param name="truth">The class of each row.</param>
    public static IReadOnlyList<double[]> NatsOfShares(double[][] baseline, double[][] network, int[] truth) =>
        Nats(OfShares(baseline, network), truth);

    /// <summary>The probabilities of a row: the baseline's by its scores, with the network's put in.</summary>
    /// <param name="scores">[classes] of the baseline.</param>
    /// <param name="network">[classes]: probabilities.</param>
    public double[] Join(float[] scores, double[] network) => Joined(Probabilities(scores), network, Alpha);

    /// <summary>Draws the same.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="scores">[…, classes] of the baseline.</param>
    /// <param name="network">Draws the network's probabilities; not called if α is 0.</param>
    public GraphValue Draw(INetworkGraph graph, GraphValue scores, Func<GraphValue> network)
    {
        GraphValue own = graph.Scale(
            graph.Softmax(scores, Temperature), [(float)(1 - Spread)], [(float)Spread / scores.Features]);
        return Alpha == 0 ? own : graph.Softmax(graph.Add(Weighed(own, 1 - Alpha), Weighed(network(), Alpha)));

        GraphValue Weighed(GraphValue probabilities, double weight) =>
            graph.Scale(graph.Activate(ElementwiseFunction.Log, probabilities), [(float)weight], [0]);
    }

    /// <summary>The probabilities of both together.</summary>
    /// <param name="baseline">[classes].</param>
    /// <param name="network">[classes].</param>
    /// <param name="alpha">α.</param>
    /// <returns>[classes]; for α of 0 or 1 the bits of the one or the other.</returns>
    public static double[] Joined(double[] baseline, double[] network, double alpha)
    {
        if (alpha is 0 or 1)
        {
            return alpha == 0 ? baseline : network;
        }

        double[] weights =
        [
            .. baseline.Zip(network, (r, f) => Math.Pow(r, 1 - alpha) * Math.Pow(Math.Max(f, double.Epsilon), alpha)),
        ];
        double sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    private static double[][][] OfShares(double[][] baseline, double[][] network) =>
        [.. BaselineShare.Shares.Select(share => baseline.Zip(network, (r, f) => Joined(r, f, share)).ToArray())];

    private static double[][] Nats(double[][][] joined, int[] truth) =>
    [
        .. joined.Select(told =>
            told.Select((row, i) => -Math.Log(Math.Max(double.Epsilon, row[truth[i]]))).ToArray()),
    ];
}
