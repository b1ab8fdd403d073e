using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Laboratory.Claims.Comparing;

namespace Carousel.Laboratory.Claims;

/// <summary><c>cells</c>: the recurrent cells on a whole job.</summary>
internal sealed class CellsClaim : Claim
{
    private static readonly string[] _names = [.. WholeJob.All.Select(j => j.Name)];

    /// <inheritdoc/>
    public override string Name => "cells";

    /// <inheritdoc/>
    public override string Title => "The cells on one job";

    public override string Statement =>
        "A GRU has three quarters of an LSTM's recurrent parameters; which cell is better depends on the job and on "
        + "how much data there is.";

    public override string Question =>
        "How do the cells compare on a whole job: parameters, speed, error?";

    /// <inheritdoc/>
    public override string Setup =>
        "Every cell in one layer, with about as many parameters as a network with an LSTM of 64 units, equal epochs "
        + "and all data. Measured: the test error and the time per step; for language also the error after the time "
        + "that the LSTM took. Without DATA: the bundled series of late flights.";

    public override string Source => "Cho et al. 2014; Chung et al. 2014; Greff et al. 2017";

    public override IReadOnlyList<ExpectedFigure> Expected => [];

    /// <inheritdoc/>
    public override IReadOnlyList<ClaimInput> Inputs { get; } =
    [
        new("JOB", $"The job to compare the cells on: {string.Join(", ", _names)}."),
        new("DATA", "A CSV file whose last column of numbers is forecast, a text, sentences, or series with classes."),
        new("TEST", "A second file as the test set, for tag and classify."),
    ];

    public override ClaimResult Run(ClaimRun run)
    {
        string name = FindJob(run.Inputs);
        return WholeJobComparison.Run(
            this, WholeJob.All.First(j => j.Name == name), [.. run.Inputs.Skip(1)], run);
    }

    private static string FindJob(IReadOnlyList<string> inputs)
    {
        if (inputs.Count == 0)
        {
            return _names[0];
        }

        return _names.FirstOrDefault(n => n.Equals(inputs[0], StringComparison.OrdinalIgnoreCase))
            ?? throw new DataFormatException(
                File.Exists(inputs[0])
                    ? $"'{inputs[0]}' is a file, not a job. To compare the cells on it: carousel-lab "
                        + $"cells {WholeJob.All[0].Name} {inputs[0]}"
                    : NearestName.Find(inputs[0], _names) is { } near
                        ? $"cells has no job '{inputs[0]}'. Did you mean '{near}'?"
                        : $"cells has no job '{inputs[0]}'. Its jobs: {string.Join(", ", _names)}.");
    }
}
