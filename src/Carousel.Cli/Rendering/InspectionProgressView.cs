namespace Carousel.Cli.Rendering;

/// <summary>Says on standard error how far a look inside a model is.</summary>
/// <param name="terminal">Where to, or null for nowhere.</param>
/// <param name="name">What the look is called.</param>
internal sealed class InspectionProgressView(Terminal? terminal, string name) : IProgress<double>, IDisposable
{
    private readonly ShareProgressView _view = new(terminal, "", () => { });

    /// <inheritdoc/>
    public void Report(double value) => _view.Report((name, value));

    /// <inheritdoc/>
    public void Dispose() => _view.Dispose();
}
