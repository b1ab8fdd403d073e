using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Jobs;

/// <summary>The frame of a fitted model: its backend, the tape that it answers on, its file.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public abstract class JobModel : IJobModel
{
    private readonly Layer _network;
    private readonly Arena _arena;
    private readonly Lock _inUse = new();

    /// <summary>A model.</summary>
    /// <param name="backend">Where the network was built; owned.</param>
    /// <param name="network">The network.</param>
    /// <param name="summary">What the training reached.</param>
    protected JobModel(CpuBackend backend, Layer network, FitSummary summary)
    {
        (Backend, _network, Summary) = (backend, network, summary);
        _arena = new Arena(backend);
        Tape = new Tape(backend, _arena);
    }

    /// <inheritdoc/>
    public abstract string Task { get; }

    /// <inheritdoc/>
    public FitSummary Summary { get; private set; }

    /// <inheritdoc/>
    public virtual IReadOnlyList<Layer> Networks => [_network];

    /// <inheritdoc/>
    public virtual bool ReadsText => false;

    /// <inheritdoc/>
    public virtual AnswerShare Share => AnswerShare.Alone;

    /// <inheritdoc/>
    public virtual bool TakesRowChoices => false;

    /// <inheritdoc/>
    public virtual string PredictionFile => "predictions.csv";

    /// <summary>Where the network computes; owned.</summary>
    internal CpuBackend Backend { get; }

    /// <summary>For answers; begun again for each batch.</summary>
    protected Tape Tape { get; }

    /// <inheritdoc/>
    public void Save(string path) => ToFile().Write(path);

    /// <summary>The model as its file holds it.</summary>
    public ModelFile ToFile()
    {
        ModelTexts texts = ToTexts();
        return new ModelFile
        {
            Task = Task,
            Configuration = texts.Configuration,
            Scalers = texts.Scalers,
            Vocabulary = texts.Vocabulary,
            Training = Summary.ToJson(),
            Data = texts.Data,
            Tensors = [.. _network.ToTensors(), .. texts.Tensors],
        };
    }

    /// <inheritdoc/>
    public abstract JobDescription Describe();

    /// <inheritdoc/>
    public abstract JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract JobResult Evaluate(JobInput input, CancellationToken cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives memory and threads back.</summary>
    /// <param name="disposing">True, because the class has no finaliser.</param>
    protected virtual void Dispose(bool disposing)
    {
        _arena.Dispose();
        Backend.Dispose();
    }

    /// <summary>Answers, unless another thread is being answered: they would share the tape.</summary>
    /// <param name="answer">Makes the answer.</param>
    /// <exception cref="InvalidOperationException">Another thread is being answered.</exception>
    internal T Alone<T>(Func<T> answer)
    {
        if (!_inUse.TryEnter())
        {
            throw new InvalidOperationException(
                $"This {GetType().Name} is used by another thread. Use one per thread, or a HostedModel.");
        }

        try
        {
            return answer();
        }
        finally
        {
            _inUse.Exit();
        }
    }

    /// <summary>Marks its fit as stopped before its end when the model's training itself was complete.</summary>
    internal void Stop() => Summary = Summary with { Reason = StopReason.Canceled };

    /// <summary>What tells models of one design from others, whatever they have learned.</summary>
    internal string DesignText
    {
        get
        {
            ModelTexts texts = ToTexts();
            return $"{Task}\n{texts.Configuration}\n{texts.Vocabulary}";
        }
    }

    /// <summary>The texts of the model's file in addition to the parameters and the course of the training.</summary>
    private protected abstract ModelTexts ToTexts();
}
