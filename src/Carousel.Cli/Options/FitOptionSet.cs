using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Tasks.Fitting;

namespace Carousel.Cli.Options;

/// <summary>How a model is made and trained: the same options for every verb that trains.</summary>
internal sealed class FitOptionSet
{
    private readonly Option<CellKind?> _cell = OptionKinds.Choice(
        "--cell", "Recurrent cell. Default lstm.", ("lstm", CellKind.Lstm), ("gru", CellKind.Gru), ("elman", CellKind.Elman));

    private readonly Option<int?> _layers = OptionKinds.Whole("--layers", "Recurrent layers on top of each other, 1 to 16.");
    private readonly Option<int?> _hidden = OptionKinds.Whole("--hidden", "Units of a layer, 1 to 4096.");
    private readonly Option<double?> _dropout = OptionKinds.Number("--dropout", "Share of values dropped while training, 0 to 0.95.");
    private readonly Option<double?> _forgetBias = OptionKinds.Number("--forget-bias", "Where forget gates begin. Default 1.");

    private readonly Option<InitialiserKind?> _initialiser = OptionKinds.Choice(
        "--init", "How weights begin.", ("glorot", InitialiserKind.Glorot), ("he", InitialiserKind.He),
        ("orthogonal", InitialiserKind.Orthogonal), ("uniform", InitialiserKind.Uniform), ("chrono", InitialiserKind.Chrono));

    private readonly Option<OptimizerKind?> _optimizer = OptionKinds.Choice(
        "--optimizer", "What changes the weights.", ("sgd", OptimizerKind.Sgd), ("rmsprop", OptimizerKind.Rmsprop),
        ("adam", OptimizerKind.Adam), ("adamw", OptimizerKind.AdamW));

    private readonly Option<double?> _learningRate = OptionKinds.Number("--learning-rate", "Largest step size, above 0 up to 10.");

    private readonly Option<ScheduleKind?> _schedule = OptionKinds.Choice(
        "--schedule", "How the step size goes on.", ("constant", ScheduleKind.Constant), ("step", ScheduleKind.Step),
        ("exponential", ScheduleKind.Exponential), ("cosine", ScheduleKind.Cosine), ("plateau", ScheduleKind.Plateau));

    private readonly Option<int?> _batch = OptionKinds.Whole("--batch", "Samples of one step, 1 to 65,536.");
    private readonly Option<int?> _epochs = OptionKinds.Whole("--epochs", "Most rounds through the training data, 1 to 100,000.");
    private readonly Option<double?> _clipNorm = OptionKinds.Number("--clip-norm", "Largest norm of all gradients together.");
    private readonly Option<double?> _clipValue = OptionKinds.Number("--clip-value", "Largest size of each gradient, instead of --clip-norm.");
    private readonly Option<ulong?> _seed = OptionKinds.Seed("--seed", "The same seed and data give the same bits. Default 1.");
    private readonly Option<string?> _from = OptionKinds.Text("--from", "MODEL", "Begin with the weights of a trained model.");
    private readonly Option<bool> _recompute = OptionKinds.Switch(
        "--recompute", "Run segments of long sequences again on the way back in place of keeping every step: less memory, more time, the same model to the last bit.");

    private readonly Option<bool> _resume = OptionKinds.Switch("--resume", "Go on where a stopped run left off, in the same output folder.");

    private readonly Option<string?> _tensorboard = OptionKinds.Text(
        "--tensorboard", "DIR", "Also write losses, gates, weights and settings as an event file of TensorBoard into this folder.");

    /// <summary>What the model is.</summary>
    public OptionGroup Model => new("Model", [_cell, _layers, _hidden, _dropout, _forgetBias, _initialiser]);

    /// <summary>How it is trained.</summary>
    public OptionGroup Training => new(
        "Training",
        [_optimizer, _learningRate, _schedule, _batch, _epochs, _clipNorm, _clipValue, _seed, _from, _recompute, _resume, _tensorboard]);

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    /// <exception cref="UsageException">Two options exclude each other.</exception>
    public FitOptions Read(ParseResult result, int threads)
    {
        if (result.GetValue(_clipNorm) is not null && result.GetValue(_clipValue) is not null)
        {
            throw new UsageException("--clip-norm and --clip-value exclude each other: pass one of them.");
        }

        return new FitOptions
        {
            Cell = result.GetValue(_cell) ?? CellKind.Lstm,
            Layers = result.GetValue(_layers),
            Hidden = result.GetValue(_hidden),
            Dropout = result.GetValue(_dropout),
            ForgetBias = result.GetValue(_forgetBias),
            Initialiser = result.GetValue(_initialiser),
            Optimizer = result.GetValue(_optimizer),
            LearningRate = result.GetValue(_learningRate),
            Schedule = result.GetValue(_schedule),
            Batch = result.GetValue(_batch),
            Epochs = result.GetValue(_epochs),
            ClipNorm = result.GetValue(_clipNorm),
            ClipValue = result.GetValue(_clipValue),
            Seed = result.GetValue(_seed) ?? 1,
            Threads = threads,
        };
    }

    /// <summary>The model to begin with, or null.</summary>
    public string? From(ParseResult result) => result.GetValue(_from);

    /// <summary>Whether segments of time are run again in place of keeping every step.</summary>
    public bool Recompute(ParseResult result) => result.GetValue(_recompute);

    /// <summary>The folder for TensorBoard, or null.</summary>
    public string? TensorBoard(ParseResult result) => result.GetValue(_tensorboard);

    /// <summary>Whether a stopped run goes on.</summary>
    public bool Resume(ParseResult result) => result.GetValue(_resume);
}
