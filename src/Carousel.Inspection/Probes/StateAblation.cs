using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Inspection.Probes;

/// <summary>
/// Takes directions out of the hidden states of a network's highest layer: h ← h − Σ qₖ·qₖᵀ(h − m), at every step, so
/// that what they hold can't be used.
/// </summary>
/// <remarks>
/// Not the weights of a probe but the covariance of the states with a property: after that no linear map of the states
/// the direction was measured on tells anything of it (Shao, Ziser and Cohen 2023).
/// </remarks>
internal sealed class StateAblation
{
    private readonly double[][] _basis;
    private readonly double[] _means;

    /// <summary>Directions to be taken out.</summary>
    /// <param name="directions">Each [H]; those that depend on others add nothing.</param>
    /// <param name="means">[H], m: what is left of a direction is its mean.</param>
    /// <exception cref="ArgumentException">The lengths differ, or all directions are zero.</exception>
    public StateAblation(IReadOnlyList<double[]> directions, IReadOnlyList<double> means)
    {
        if (directions.Any(d => d.Length != means.Count))
        {
            throw new ArgumentException($"directions: expected {means.Count} values each.", nameof(directions));
        }

        (_basis, _means) = (Orthonormal(directions), [.. means]);
        if (_basis.Length == 0)
        {
            throw new ArgumentException("directions: expected at least one that is not zero.", nameof(directions));
        }
    }

    /// <summary>How many independent directions there are.</summary>
    public int Directions => _basis.Length;

    /// <summary>
    /// Whether directions can be taken out of the state carried from step to step, not only out of the output.
    /// </summary>
    /// <param name="network">Built layers.</param>
    /// <returns>True where it is causal and its highest layer is a recurrent cell.</returns>
    public static bool IsRecurrent(SequenceLayer network) => network.IsCausal && HiddenPlace(network) >= 0;

    /// <summary>Takes the directions out of one state.</summary>
    /// <param name="hidden">[H], overwritten.</param>
    public void Apply(Span<float> hidden)
    {
        foreach (double[] q in _basis)
        {
            double along = 0;
            for (int i = 0; i < q.Length; i++)
            {
                along += q[i] * (hidden[i] - _means[i]);
            }

            for (int i = 0; i < q.Length; i++)
            {
                hidden[i] = (float)(hidden[i] - (along * q[i]));
            }
        }
    }

    /// <summary>
    /// Runs a network over one sequence with the directions taken out after every step, out of its output and its
    /// state.
    /// </summary>
    /// <param name="backend">The backend the network was built on.</param>
    /// <param name="network">A network for which <see cref="IsRecurrent"/> holds.</param>
    /// <param name="input">[T, I].</param>
    /// <param name="steps">T.</param>
    /// <param name="start">[S], the state before the first step; empty for the network's start state.</param>
    /// <returns>[T, H] and the state after the last step, [S].</returns>
    /// <exception cref="NotSupportedException">The network is not causal, or its highest layer is not a recurrent
    /// cell.</exception>
    public (float[] Hidden, float[] FinalState) Run(
        Backend backend, SequenceLayer network, ReadOnlySpan<float> input, int steps,
        ReadOnlySpan<float> start = default)
    {
        if (!IsRecurrent(network))
        {
            throw new NotSupportedException(
                "Directions can be taken out step by step only of a network that is causal and ends with a recurrent "
                + "cell.");
        }

        (int I, int H, int S, int place) = (
            network.InputSize, network.OutputSize, network.StateSize, HiddenPlace(network));
        using var arena = new Arena(backend);
        Tensor x = arena.Allocate(new Shape(1, I)), y = arena.Allocate(new Shape(1, H)),
            state = arena.Allocate(new Shape(1, S));
        int room = network.StepScratchLength(streams: 1);
        Tensor scratch = room > 0 ? arena.Allocate(new Shape(room)) : default;
        if (start.IsEmpty)
        {
            network.StartState(backend, state);
        }
        else
        {
            state.Write(start);
        }

        var hidden = new float[steps * H];
        var carried = new float[S];
        for (int t = 0; t < steps; t++)
        {
            x.Write(input.Slice(t * I, I));
            network.Step(backend, x, y, state, scratch);
            Span<float> row = hidden.AsSpan(t * H, H);
            y.Read(row);
            Apply(row);
            state.Read(carried);
            row.CopyTo(carried.AsSpan(place));
            state.Write(carried);
        }

        state.Read(carried);
        return (hidden, carried);
    }

    // The index of the highest layer's h in the state: cells have it first, stacks the highest layer last. −1 for
    // layers whose output is not a part of the state.
    private static int HiddenPlace(SequenceLayer network) => network switch
    {
        RecurrentLayer => 0,
        Stack stack when stack.NamedLayers.Last().Layer is SequenceLayer top
            && HiddenPlace(top) is var place and >= 0 => stack.StateSize - top.StateSize + place,
        _ => -1,
    };

    // Gram and Schmidt, twice for each, which leaves only rounding errors.
    private static double[][] Orthonormal(IReadOnlyList<double[]> directions)
    {
        var basis = new List<double[]>();
        foreach (double[] direction in directions)
        {
            double[] left = [.. direction];
            double before = Length(left);
            for (int round = 0; round < 2; round++)
            {
                foreach (double[] q in basis)
                {
                    double along = FoldMoments.Dot(q, left);
                    for (int i = 0; i < left.Length; i++)
                    {
                        left[i] -= along * q[i];
                    }
                }
            }

            double length = Length(left);
            if (length > 1e-9 * before && before > 0)
            {
                basis.Add([.. left.Select(v => v / length)]);
            }
        }

        return [.. basis];
    }

    private static double Length(double[] v) => Math.Sqrt(FoldMoments.Dot(v, v));
}
