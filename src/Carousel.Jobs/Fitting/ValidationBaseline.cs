namespace Carousel.Jobs.Fitting;

/// <summary>
/// A simple method by the score that the validation gives the network: fitted only on the training set, scored on the
/// network's validation set, in the same unit. It has no part in the model.
/// </summary>
/// <param name="Name">The method.</param>
/// <param name="Score">Its score; computed where somebody is told. NaN where there is none.</param>
internal sealed record ValidationBaseline(string Name, Func<CancellationToken, double> Score);
