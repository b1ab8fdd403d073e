namespace Carousel.Inspection.Looks;

/// <summary>A kind of look inside a model, with its options set.</summary>
internal abstract class Look
{
    /// <summary>Its name on the command line, such as <c>traces</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Checks that the model and the options fit each other, before anything is shown or written.</summary>
    /// <param name="subject">The model and the data.</param>
    /// <exception cref="Data.DataFormatException">The model or the data lack what the look needs.</exception>
    /// <exception cref="Jobs.Fitting.OptionException">An option does not fit the model or the data.</exception>
    public void Require(InspectionSubject subject)
    {
        Check(subject);
    }

    /// <summary>Looks.</summary>
    /// <param name="subject">The model and the data.</param>
    /// <param name="progress">Receives the share that is done, 0 … 1; may be null.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="Data.DataFormatException">The data lack what the look needs.</exception>
    /// <exception cref="Jobs.Fitting.OptionException">An option does not fit the model or the data.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public InspectionResult Run(InspectionSubject subject, IProgress<double>? progress, CancellationToken cancellation)
    {
        Require(subject);
        return Run(subject, new LookProgress(progress, cancellation));
    }

    /// <summary>As <see cref="Require"/>.</summary>
    private protected virtual void Check(InspectionSubject subject)
    {
    }

    /// <summary>Looks at what was checked.</summary>
    private protected abstract InspectionResult Run(InspectionSubject subject, LookProgress progress);
}
