using JiebaNet.Segmenter;

namespace ZetDard.Lyrics.Tests.Words;

public sealed class JiebaNetTests
{
    // Oracle: jieba.NET, a translation of jieba to C# with the same dictionary and model. Left out is what it does otherwise than jieba:
    // it counts the middle dot among the characters of words, and where no division is more probable than another it takes another one.
    [Theory, InlineData(true), InlineData(false)]
    public void Segment_agrees_with_jieba_NET(bool useHmm)
    {
        var peer = new JiebaSegmenter();
        string[] texts =
        [
            "今天晚上我们在河边唱了一首老歌",
            "他来到了网易杭研大厦",
            "小明硕士毕业于中国科学院计算所，后在日本京都大学深造",
            "研究生命的起源需要很多年的耐心",
            "结过婚的和尚未结过婚的",
            "工信处女干事每月经过下属科室都要亲口交代24口交换机等技术性器件的安装工作",
            "我用iPhone 12录下了海浪的声音 3.5MB，99.9%",
            "阿蛮和鹿小溟在山下种了一片薰衣草",
            "Oh baby 别再说你不懂我的心",
            "後來我總算學會如何去愛",
            "一二三四五六七八九十\r\n上山打老虎",
            "",
        ];
        foreach (var text in texts)
        {
            Assert.Equal(peer.Cut(text, hmm: useHmm), WordSegmenter.Default.Segment(text, useHmm));
        }
    }
}
