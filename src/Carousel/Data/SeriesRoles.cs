namespace Carousel.Data;

/// <summary>What each column of a series is used for.</summary>
/// <param name="Targets">The columns to forecast.</param>
/// <param name="Known">Covariates that are known ahead, such as prices or a timetable.</param>
/// <param name="Past">Covariates that are known only up to now.</param>
/// <param name="Static">Values that belong to a whole series.</param>
public sealed record SeriesRoles(
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> Known,
    IReadOnlyList<string> Past,
    IReadOnlyList<string> Static)
{
    /// <summary>Roles where every column is a target.</summary>
    /// <param name="targets">The columns.</param>
    /// <returns>The roles.</returns>
    public static SeriesRoles AllTargets(IReadOnlyList<string> targets) => new(targets, [], [], []);

    /// <summary>The columns that have a value in each row: targets, then known, then past.</summary>
    public IReadOnlyList<string> Columns => [.. Targets, .. Known, .. Past];
}
