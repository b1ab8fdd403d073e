using Xunit;

namespace Carousel.Testing;

/// <summary>A program, package or service that a test needs and a machine may lack.</summary>
public static class Needed
{
    /// <summary>
    /// The variable by which continuous integration asks for all of them: with 1, a test that lacks something fails
    /// instead of being skipped.
    /// </summary>
    public const string Variable = "CAROUSEL_REQUIRE_TOOLS";

    /// <summary>Whether a test that lacks something fails.</summary>
    public static bool IsRequired => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>Ends the test where something is missing.</summary>
    /// <param name="isThere">Whether it is there.</param>
    /// <param name="missing">A sentence that says what is missing, and how to get it.</param>
    public static void Require(bool isThere, string missing) => Require(isThere, missing, IsRequired);

    /// <inheritdoc cref="Require(bool, string)"/>
    /// <param name="isRequired">Whether the test fails; else it is skipped.</param>
    public static void Require(bool isThere, string missing, bool isRequired)
    {
        Assert.False(!isThere && isRequired, $"{missing} {Variable}=1 asks for it.");
        Assert.SkipUnless(isThere, missing);
    }
}
