using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Forecasting;

/// <summary>Trains a forecaster further on a stream: a step on each window whose horizon has just passed.</summary>
internal sealed class ForecastLearner : IDisposable
{
    private readonly WindowBatch _batch;
    private readonly Func<Tape, BatchLoss> _loss;

    /// <exception cref="OptionException">A regression of counts answers.</exception>
    public ForecastLearner(Forecaster model, ForecastStreamOptions options)
    {
        if (model.Design.HasDemand)
        {
            throw new OptionException("A regression of counts does not learn from a stream: leave {Learn} out.");
        }

        _batch = new WindowBatch(model.Design);
        _loss = tape => new BatchLoss(model.Model.Loss(tape, _batch), _batch.KnownTargets);

        // The loss is the mean over an ensemble of M: the common norm of the gradients is 1/√M of one network's.
        Trainer = new OnlineTrainer(model.Backend, model.Model, new OnlineTrainerOptions
        {
            Seed = options.Seed,
            LearningRate = options.LearningRate,
            Optimizer = new AdamOptions(),
            ClipNorm = 1 / Math.Sqrt(model.Design.Ensemble),
        });
    }

    /// <summary>Parameters and optimiser.</summary>
    public OnlineTrainer Trainer { get; }

    /// <summary>Makes a step on one window, unless nothing of it is known.</summary>
    /// <param name="series">The series.</param>
    /// <param name="origin">The first row of the horizon.</param>
    public void Learn(SeriesFeatures series, int origin)
    {
        _batch.Begin(1);
        _batch.Set(0, series, origin);
        if (_batch.KnownTargets > 0)
        {
            Trainer.Step(_loss);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Trainer.Dispose();
}
