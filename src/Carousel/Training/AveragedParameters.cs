using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>Running means of all parameters, which change places with them while the model is judged.</summary>
internal sealed class AveragedParameters : IDisposable
{
    private readonly Backend _backend;
    private readonly Parameter[] _parameters;
    private readonly AveragingOptions _options;
    private readonly Func<TrainingPosition> _position;
    private readonly ParameterCopy _means;
    private readonly ParameterCopy _present;
    private bool _areIn;

    public AveragedParameters(
        Backend backend, Parameter[] parameters, AveragingOptions options, Func<TrainingPosition> position)
    {
        (_backend, _parameters, _options, _position) = (backend, parameters, options, position);
        _means = new ParameterCopy(backend, parameters);
        _present = new ParameterCopy(backend, parameters);
        _means.Take();
    }

    /// <summary>What is averaged: frozen parameters stay what they are.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The means, in the order of the parameters.</summary>
    public Tensor[] Values => _means.Values;

    /// <summary>Takes the parameters after a step in, if its epoch is averaged.</summary>
    public void Take()
    {
        if (_position().Epoch + 1 < _options.FromEpoch)
        {
            return;
        }

        _position().AveragedSteps++;
        float share = (float)Math.Max(1.0 / _position().AveragedSteps, 1 - _options.Decay);
        for (int i = 0; i < _parameters.Length; i++)
        {
            _backend.Combine(1 - share, _means.Values[i], share, _parameters[i].Value, _means.Values[i]);
        }
    }

    /// <summary>
    /// Scores the parameters to keep of an epoch. The model has them until <see cref="TakeOut"/>, which must be called
    /// also if the judge throws.
    /// </summary>
    /// <param name="validate">Judges what the model holds.</param>
    public double? Judge(Func<double?> validate)
    {
        double? own = _options.Compares && _position().AveragedSteps > 0 ? validate() : null;
        PutIn();
        double? score = validate();
        if (own is null || score < own)
        {
            return score;
        }

        TakeOut();
        return own;
    }

    /// <summary>Gives the model the means, if there are any.</summary>
    public void PutIn()
    {
        if (_position().AveragedSteps > 0)
        {
            _present.Take();
            _means.GiveBack();
            _areIn = true;
        }
    }

    /// <summary>Gives the model its parameters from before <see cref="PutIn"/>, if the means are in it.</summary>
    public void TakeOut()
    {
        if (_areIn)
        {
            _present.GiveBack();
            _areIn = false;
        }
    }

    public void Dispose()
    {
        _means.Dispose();
        _present.Dispose();
    }
}
