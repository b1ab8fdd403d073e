namespace Carousel.Jobs.Fitting;

/// <summary>
/// A simple method by the score that the validation gives the network: fitted on the training part alone, asked of what
/// the network is validated on, in the same unit. It has no part in the model.
/// </summary>
/// <param name="Name">The method.</param>
/// <param name="Score">Its score; computed where somebody is told. NaN where there is none.</param>
internal sealed record ValidationBaseline(string Name, Func<CancellationToken, double> Score);
