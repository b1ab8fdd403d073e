using Carousel.Cli.Rendering;

namespace Carousel.Cli.Tests.Rendering;

public class OnnxViewTests
{
    [Fact]
    public void FileNames_AreDifferent_AlsoWhereUpperAndLowerCaseAreOne() =>
        Assert.Equal(
            ["Y", "y_2", "a_b", "a_b_2", "a_B_3", "y_2_2", "output", "output_2"],
            OnnxView.FileNames(["Y", "y", "a/b", "a:b", "a B", "y_2", "", "."]));
}
