namespace Carousel.Testing;

/// <summary>
/// The Python that tests start: what CAROUSEL_PYTHON names, else <c>python3</c> as the shell finds it;
/// eng/check-pytorch.sh takes the same.
/// </summary>
public static class PythonProgram
{
    /// <summary>What to start.</summary>
    public static string Name =>
        Environment.GetEnvironmentVariable("CAROUSEL_PYTHON") is { Length: > 0 } asked ? asked : "python3";
}
