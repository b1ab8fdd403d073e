namespace Carousel.Lab;

/// <summary>The process of <c>carousel-lab</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => Cli.Program.RunAsync(arguments, LaboratoryCommand.RunAsync);
}
