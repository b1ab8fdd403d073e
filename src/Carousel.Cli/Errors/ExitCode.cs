namespace Carousel.Cli.Errors;

/// <summary>What the process says to who started it.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsageOrData = 2;
    public const int Canceled = 130;
}
