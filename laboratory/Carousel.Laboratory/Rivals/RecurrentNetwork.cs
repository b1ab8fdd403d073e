namespace Carousel.Laboratory.Rivals;

/// <summary>
/// What a network of logistic units with recurrent connections is made of, and how it learns: the networks that memory
/// cells were compared with.
/// </summary>
/// <remarks>
/// h_u(t) = f(Σ_j W_uj·z_j(t)), f logistic, z(t) the inputs of step t, a constant 1 where there is a bias, and the
/// units of step t − 1.
/// It learns on line: after each step with a target the weights change by rate · −∂/∂w of ½ Σ_o (t_o − y_o)².
/// </remarks>
internal sealed record RecurrentNetwork
{
    /// <summary>I: input units.</summary>
    public required int Inputs { get; init; }

    /// <summary>H: hidden units, each fed by all of them.</summary>
    public required int Hidden { get; init; }

    /// <summary>O: output units.</summary>
    public required int Outputs { get; init; }

    /// <summary>Whether a step's input is a symbol rather than I numbers.</summary>
    public bool TakesSymbols { get; init; }

    /// <summary>Where the output units sit.</summary>
    public OutputPlace Place { get; init; }

    /// <summary>Whether output units above the hidden ones read the inputs too.</summary>
    public bool OutputsReadInputs { get; init; }

    /// <summary>Whether every unit has a bias weight.</summary>
    public bool HasBias { get; init; }

    /// <summary>How it finds the gradient.</summary>
    public required RecurrentGradient Gradient { get; init; }

    /// <summary>
    /// Steps that back-propagation through time goes back at most; the default is longer than any sequence of 1997.
    /// </summary>
    public int Window { get; init; } = 1200;

    /// <summary>Weights start uniformly within ± this.</summary>
    public float InitialRange { get; init; } = 0.2f;

    /// <summary>Units whose activations of the step before are read.</summary>
    public int Units => Place == OutputPlace.Among ? Hidden + Outputs : Hidden;

    /// <summary>What a unit reads: inputs, bias, units of the step before.</summary>
    public int Sources => Inputs + (HasBias ? 1 : 0) + Units;

    /// <summary>
    /// The number of sources of an output unit in a separate layer: inputs if it reads them, bias, hidden units; 0 if
    /// output units are among the others.
    /// </summary>
    public int OutputSources =>
        Place == OutputPlace.Among ? 0 : (ReadsInputs ? Inputs : 0) + (HasBias ? 1 : 0) + Hidden;

    /// <summary>Whether the separate layer of output units reads the inputs.</summary>
    public bool ReadsInputs => Place == OutputPlace.Beside || (Place == OutputPlace.Above && OutputsReadInputs);

    /// <summary>Adjustable weights, biases among them.</summary>
    public int WeightCount => (Units * Sources) + (Place == OutputPlace.Among ? 0 : Outputs * OutputSources);
}
