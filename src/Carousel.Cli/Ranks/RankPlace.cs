using System.Globalization;

namespace Carousel.Cli.Ranks;

/// <summary>What the launcher told this process, known before MPI is.</summary>
internal static class RankPlace
{
    // Of mpirun; of Slurm and others by PMIx.
    private static readonly string[] _rankNames = ["OMPI_COMM_WORLD_RANK", "PMIX_RANK"];

    // mpirun hands its own settings on to the processes it starts.
    private const string KillName = "OMPI_MCA_odls_base_sigkill_timeout";
    private const int UsualKillSeconds = 1;
    private const int OtherLauncherSeconds = 10;

    /// <summary>This process's rank; null where no launcher started it.</summary>
    public static int? Rank { get; } = _rankNames.Select(Number).FirstOrDefault(rank => rank is not null);

    /// <summary>
    /// How long after a signal to end the others may take to come to an exchange: somewhat less than the launcher
    /// waits before it kills.
    /// </summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(
        0.7 * (Number(KillName) ?? (Number(_rankNames[0]) is null ? OtherLauncherSeconds : UsualKillSeconds)));

    private static int? Number(string name) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : null;
}
