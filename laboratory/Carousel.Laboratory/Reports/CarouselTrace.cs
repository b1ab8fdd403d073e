using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Running;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Reports;

/// <summary>
/// States of cells and activations of gates over one sequence of a network that has learned its task: the carousel
/// holding what it was given.
/// </summary>
/// <param name="States">[cells][T], after each step.</param>
/// <param name="Gates">[gates][T], after each step.</param>
/// <param name="GateNames">A name for each gate.</param>
/// <param name="Marks">Steps with a relevant input, if they are known.</param>
internal sealed record CarouselTrace(
    double[][] States, double[][] Gates, string[] GateNames, (int Step, string Name)[] Marks)
{
    /// <summary>Shows a new sequence to the network of a row's first trial that succeeded.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The trace, or null where there is no such trial, or its network has no memory cells.</returns>
    public static unsafe CarouselTrace? Of(RowResult row)
    {
        if (row.Weights.Count == 0 || row.Row.MakeProblem is not { } makeProblem)
        {
            return null;
        }

        using LaneNetwork made = row.Row.MakeNetwork(1);
        if (made is not BlockLanes network || network.WeightCount != row.Weights.Count)
        {
            return null;
        }

        while (network.Extend(0))
        {
        }

        network.WriteWeights(0, [.. row.Weights]);
        network.Reset(0);
        SequenceProblem problem = makeProblem();
        var sequence = new ProblemSequence();
        problem.Draw(new TrialRandom(row.Seed, $"{row.Experiment}/{row.Row.Name}/trace", 0), sequence);
        return Walk(network, problem, sequence);
    }

    private static unsafe CarouselTrace Walk(BlockLanes network, SequenceProblem problem, ProblemSequence sequence)
    {
        int T = sequence.Length;
        int cells = network.Network.Cells;
        string[] names =
        [
            .. GateKinds(network)
                .SelectMany(k => Enumerable.Range(1, network.Network.Blocks).Select(b => $"{k} gate {b}")),
        ];
        double[][] states = [.. Enumerable.Range(0, cells).Select(_ => new double[T])];
        double[][] gates = [.. names.Select(_ => new double[T])];
        float[] state = new float[cells];
        float[] gate = new float[names.Length];
        for (int t = -network.LeadingSteps; t < T; t++)
        {
            Give(network, sequence, t);
            network.Step();
            if (t < 0)
            {
                continue;
            }

            network.ReadStates(0, state);
            network.ReadGates(0, gate);
            for (int i = 0; i < cells; i++)
            {
                states[i][t] = state[i];
            }

            for (int i = 0; i < gate.Length; i++)
            {
                gates[i][t] = gate[i];
            }
        }

        return new CarouselTrace(
            states, gates, names,
            [.. Enumerable.Range(0, T).Select(t => (t, Mark(problem, sequence, t))).Where(m => m.Item2.Length > 0)]);
    }

    /// <summary>Hands step t of a sequence to the first lane; the step before the first is one without input.</summary>
    internal static unsafe void Give(BlockLanes network, ProblemSequence sequence, int t)
    {
        if (network.TakesSymbols)
        {
            network.InputSymbols[0] = t < 0 ? -1 : sequence.Symbols[t];
            return;
        }

        for (int i = 0; i < network.Inputs; i++)
        {
            network.InputValues[(long)i * network.Lanes] = t < 0 ? 0 : sequence.Inputs[(t * network.Inputs) + i];
        }
    }

    // What an input that matters is called; empty for all others.
    private static string Mark(SequenceProblem problem, ProblemSequence sequence, int t) => problem switch
    {
        MarkedPairs => sequence.Inputs[(2 * t) + 1] == 1 ? "marked" : "",
        TemporalOrder =>
            sequence.Symbols[t] < TemporalOrder.X ? "" : sequence.Symbols[t] == TemporalOrder.X ? "X" : "Y",
        _ => "",
    };

    private static IEnumerable<string> GateKinds(BlockLanes network)
    {
        yield return "input";
        if (network.Network.HasForgetGates)
        {
            yield return "forget";
        }

        if (network.Network.HasOutputGates)
        {
            yield return "output";
        }
    }
}
