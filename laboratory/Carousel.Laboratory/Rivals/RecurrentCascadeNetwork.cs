using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Rivals;

/// <summary>
/// A network that recurrent cascade correlation grows: one copy, in double precision. <see cref="Extend"/> ends a pass
/// through the training set.
/// </summary>
/// <remarks>
/// Its weights are read in the order outputs [source, output], then hidden units one by one; those that have not grown
/// are 0.
/// </remarks>
internal sealed unsafe class RecurrentCascadeNetwork : LaneNetwork
{
    private readonly RecurrentCascade _network;
    private readonly LaneRoom _room = new();
    private readonly List<CascadeUnit> _hidden = [];
    private readonly List<CascadeUnit> _candidates = [];
    private readonly double[] _sources;
    private readonly double[] _outputWeights;
    private readonly double[] _outputSlopes;
    private readonly double[] _outputBefore;
    private readonly double[] _outputJumps;
    private readonly double[] _centered;
    private readonly double[] _errorSums;
    private readonly double[] _meanErrors;
    private TrialRandom? _random;
    private double _squares;
    private long _steps;
    private int _pass;
    private int _lastPass;
    private double _best;

    /// <summary>Makes a network without hidden units, all weights 0.</summary>
    /// <param name="network">What it starts from and how it grows.</param>
    public RecurrentCascadeNetwork(RecurrentCascade network)
    {
        _network = network;
        int sources = 1 + network.Inputs + network.MostHidden;
        _sources = new double[sources];
        _outputWeights = new double[sources * network.Outputs];
        (_outputSlopes, _outputBefore, _outputJumps) = (
            new double[_outputWeights.Length], new double[_outputWeights.Length], new double[_outputWeights.Length]);
        (_centered, _errorSums, _meanErrors) = (
            new double[network.Outputs], new double[network.Outputs], new double[network.Outputs]);
        InputValues = _room.Floats(network.Inputs);
        InputSymbols = _room.Integers(1);
        OutputValues = _room.Floats(network.Outputs);
        OutputErrors = _room.Floats(network.Outputs);
        Rates = _room.Floats(1);
        Begin();
    }

    /// <summary>Hidden units so far.</summary>
    public int Hidden => _hidden.Count;

    /// <summary>The error or the covariance at the last change.</summary>
    public double Best => _best;

    /// <summary>Whether candidates are trained, and the outputs wait.</summary>
    public bool IsTrainingCandidates => _candidates.Count > 0;

    /// <inheritdoc/>
    public override int Lanes => 1;

    /// <inheritdoc/>
    public override int Inputs => _network.Inputs;

    /// <inheritdoc/>
    public override int Outputs => _network.Outputs;

    /// <inheritdoc/>
    public override bool TakesSymbols => _network.TakesSymbols;

    /// <inheritdoc/>
    public override int WeightCount => _network.WeightsWith(_network.MostHidden);

    /// <inheritdoc/>
    public override float* InputValues { get; }

    /// <inheritdoc/>
    public override int* InputSymbols { get; }

    /// <inheritdoc/>
    public override float* OutputValues { get; }

    /// <inheritdoc/>
    public override float* OutputErrors { get; }

    /// <inheritdoc/>
    public override float* Rates { get; }

    private Span<double> Active => _sources.AsSpan(0, 1 + _network.Inputs + _hidden.Count);

    /// <inheritdoc/>
    public override void Initialize(int lane, TrialRandom random)
    {
        _random = random;
        _hidden.Clear();
        Array.Clear(_outputWeights);
        DrawOutputWeights(0, 1 + _network.Inputs);
        Begin();
        Reset(lane);
    }

    /// <inheritdoc/>
    public override void Reset(int lane)
    {
        foreach (CascadeUnit unit in (IEnumerable<CascadeUnit>)[.. _hidden, .. _candidates])
        {
            unit.Reset();
        }
    }

    /// <inheritdoc/>
    public override void Step()
    {
        _sources[0] = 1;
        for (int i = 0; i < Inputs; i++)
        {
            _sources[1 + i] = !TakesSymbols ? InputValues[i] : InputSymbols[0] == i ? 1 : 0;
        }

        int count = 1 + Inputs;
        foreach (CascadeUnit unit in _hidden)
        {
            unit.Step(_sources.AsSpan(0, count), carries: false);
            _sources[count++] = unit.Value;
        }

        foreach (CascadeUnit candidate in _candidates)
        {
            candidate.Step(_sources.AsSpan(0, count), carries: true);
        }

        for (int o = 0; o < Outputs; o++)
        {
            double net = 0;
            for (int s = 0; s < count; s++)
            {
                net += _outputWeights[(s * Outputs) + o] * _sources[s];
            }

            OutputValues[o] = (float)(1 / (1 + Math.Exp(-net)));
        }
    }

    /// <inheritdoc/>
    /// <remarks>Weights change at the end of a pass; whether the rate is 0 is all that counts of it.</remarks>
    public override void Learn()
    {
        if (Rates[0] != 0)
        {
            _steps++;
            for (int o = 0; o < Outputs; o++)
            {
                _errorSums[o] += OutputErrors[o];
                _squares += (double)OutputErrors[o] * OutputErrors[o];
                _centered[o] = OutputErrors[o] - _meanErrors[o];
            }

            if (IsTrainingCandidates)
            {
                foreach (CascadeUnit candidate in _candidates)
                {
                    candidate.Note(_centered);
                }
            }
            else
            {
                AddOutputSlopes();
            }
        }

        new Span<float>(OutputErrors, Outputs).Clear();
    }

    /// <summary>
    /// Ends a pass through the training set: weights change, and where that has come to a standstill the phase does.
    /// </summary>
    /// <param name="lane">0.</param>
    /// <returns>Whether a hidden unit was added.</returns>
    public override bool Extend(int lane)
    {
        if (_steps == 0)
        {
            return false;
        }

        for (int o = 0; o < Outputs; o++)
        {
            _meanErrors[o] = _errorSums[o] / _steps;
        }

        bool added = IsTrainingCandidates ? EndCandidatePass() : EndOutputPass();
        Array.Clear(_errorSums);
        (_squares, _steps) = (0, 0);
        return added;
    }

    /// <inheritdoc/>
    public override void ReadWeights(int lane, Span<float> weights)
    {
        weights.Clear();
        int place = 0;
        foreach (double weight in _outputWeights.AsSpan(0, Active.Length * Outputs))
        {
            weights[place++] = (float)weight;
        }

        foreach (CascadeUnit unit in _hidden)
        {
            foreach (double weight in unit.Weights)
            {
                weights[place++] = (float)weight;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Only rest, all weights 0, can be written: how many units there are is not among the weights.</remarks>
    public override void WriteWeights(int lane, ReadOnlySpan<float> weights)
    {
        if (weights.IndexOfAnyExcept(0f) >= 0)
        {
            throw new NotSupportedException("A network that grows can't be given weights.");
        }

        _hidden.Clear();
        Array.Clear(_outputWeights);
        Begin();
    }

    /// <inheritdoc/>
    public override void Dispose() => _room.Dispose();

    private void Begin()
    {
        _candidates.Clear();
        Array.Clear(_outputSlopes);
        Array.Clear(_outputBefore);
        Array.Clear(_outputJumps);
        Array.Clear(_errorSums);
        (_pass, _lastPass, _best, _squares, _steps) = (0, _network.Patience, double.NaN, 0, 0);
    }

    private void DrawOutputWeights(int first, int count)
    {
        for (int k = first * Outputs; k < (first + count) * Outputs; k++)
        {
            _outputWeights[k] = _random!.Uniform(-_network.InitialRange, _network.InitialRange);
        }
    }

    private void AddOutputSlopes()
    {
        Span<double> sources = Active;
        for (int o = 0; o < Outputs; o++)
        {
            double delta = OutputErrors[o] * ((OutputValues[o] * (1 - OutputValues[o])) + _network.SlopeOffset);
            for (int s = 0; s < sources.Length; s++)
            {
                _outputSlopes[(s * Outputs) + o] -= delta * sources[s];
            }
        }
    }

    private bool EndOutputPass()
    {
        int count = Active.Length * Outputs;
        double error = _squares;
        _network.OutputRule.Change(
            _outputWeights.AsSpan(0, count), _outputSlopes.AsSpan(0, count), _outputBefore.AsSpan(0, count),
            _outputJumps.AsSpan(0, count), 1.0 / _steps);
        if (IsAtStandstill(error, _network.OutputChange) && _hidden.Count < _network.MostHidden)
        {
            (_pass, _lastPass, _best) = (0, _network.Patience, double.NaN);
            for (int n = 0; n < _network.Candidates; n++)
            {
                _candidates.Add(new CascadeUnit(
                    _network.SourcesOf(_hidden.Count), Outputs, _network.InitialRange, _random!));
            }
        }

        return false;
    }

    private bool EndCandidatePass()
    {
        foreach (CascadeUnit candidate in _candidates)
        {
            candidate.EndPass(_network.CandidateRule, _squares, changes: _pass > 0);
        }

        CascadeUnit best = _candidates.MaxBy(candidate => candidate.Score)!;
        if (!IsAtStandstill(best.Score, _network.CandidateChange))
        {
            return false;
        }

        // What covaries with an error is to lower it: so the first weights have the covariance's sign.
        int first = Active.Length;
        for (int o = 0; o < Outputs; o++)
        {
            _outputWeights[(first * Outputs) + o] = best.Signs[o];
        }

        _hidden.Add(best);
        Begin();
        return true;
    }

    /// <summary>Whether it has not changed by a share of itself for some passes, or passes are spent.</summary>
    private bool IsAtStandstill(double value, double share)
    {
        _pass++;
        if (!(Math.Abs(value - _best) <= share * _best))
        {
            _best = value;
            _lastPass = _pass + _network.Patience;
        }

        return _pass >= _lastPass || _pass >= _network.MostPasses;
    }
}
