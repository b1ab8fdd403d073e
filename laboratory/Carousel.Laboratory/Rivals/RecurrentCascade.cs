namespace Carousel.Laboratory.Rivals;

/// <summary>
/// The start and the growth of recurrent cascade correlation (Fahlman 1991): first outputs read only the inputs, then
/// hidden units are added one after the other.
/// </summary>
/// <remarks>
/// A hidden unit reads the inputs, the hidden units before it and itself one step earlier. A pool of candidates is
/// trained to covary with the remaining errors of the outputs;
/// the best becomes a hidden unit, its weights are frozen, and the outputs' weights are trained again. Both by
/// quickprop (Fahlman 1988) over whole passes through the training set.
/// What the sources leave open is this laboratory's choice.
/// </remarks>
internal sealed record RecurrentCascade
{
    /// <summary>I: input units.</summary>
    public required int Inputs { get; init; }

    /// <summary>O: output units.</summary>
    public required int Outputs { get; init; }

    /// <summary>Whether a step's input is a symbol rather than I numbers.</summary>
    public bool TakesSymbols { get; init; }

    /// <summary>Hidden units at most.</summary>
    public int MostHidden { get; init; } = 12;

    /// <summary>Candidates in a pool.</summary>
    public int Candidates { get; init; } = 8;

    /// <summary>Weights of candidates and of outputs start uniformly within ± this.</summary>
    public float InitialRange { get; init; } = 1;

    /// <summary>How outputs are trained; its rate is shared by the steps of a pass.</summary>
    public Quickprop OutputRule { get; init; } = new(Rate: 3, Growth: 2, Decay: 0.0001);

    /// <summary>How candidates are trained, on the covariance divided by the sum of the squared errors.</summary>
    public Quickprop CandidateRule { get; init; } = new(Rate: 1, Growth: 2, Decay: 0);

    /// <summary>Added to the slope of an output unit, so that one that is wholly wrong still learns.</summary>
    public double SlopeOffset { get; init; } = 0.1;

    /// <summary>Passes within which outputs must better their error, and candidates their covariance.</summary>
    public int Patience { get; init; } = 8;

    /// <summary>By which share outputs must better it.</summary>
    public double OutputChange { get; init; } = 0.01;

    /// <summary>By which share candidates must.</summary>
    public double CandidateChange { get; init; } = 0.03;

    /// <summary>Passes of either phase at most.</summary>
    public int MostPasses { get; init; } = 100;

    /// <summary>What hidden unit n reads: bias, inputs, hidden units before it, itself.</summary>
    /// <param name="n">From 0.</param>
    public int SourcesOf(int n) => 2 + Inputs + n;

    /// <summary>Weights of a network with this many hidden units.</summary>
    /// <param name="hidden">Hidden units.</param>
    public int WeightsWith(int hidden)
    {
        int weights = Outputs * (1 + Inputs + hidden);
        for (int n = 0; n < hidden; n++)
        {
            weights += SourcesOf(n);
        }

        return weights;
    }
}
